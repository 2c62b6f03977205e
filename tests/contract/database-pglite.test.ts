import { openSource } from "../../shared/adapters/postgres/open-source.ts";
import { snapshotDirectory } from "../support/pglite-snapshots.ts";
import { testDatabase } from "./database.testsuite.ts";

testDatabase("PGlite", {
  open: async () => openSource("pglite://memory", { snapshotDirectory }),
  // One session: there is nothing to race for.
  raceRounds: 1,
});
