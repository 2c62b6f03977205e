import { describe } from "vitest";
import { createMemoryDatabase } from "../support/memory-database.ts";
import { testApiKeys } from "./database/api-keys.ts";
import type { DatabaseUnderTest } from "./database/database-under-test.ts";
import { testDelivery } from "./database/delivery.ts";
import { testRuns } from "./database/runs.ts";
import { testWaits } from "./database/waits.ts";
import { testWorkflows } from "./database/workflows.ts";

/** The parts of the contract that need no SQL: what the tests on this database rely on. */
describe("the database in memory", () => {
  const database = createMemoryDatabase();
  const get = (): DatabaseUnderTest => ({
    database,
    get source(): never {
      throw new Error("This database has no SQL.");
    },
  });
  for (const part of [testRuns, testWaits, testWorkflows, testDelivery, testApiKeys]) part(get);
});
