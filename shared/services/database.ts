import * as z from "zod";
import { createDatabase } from "../adapters/postgres/create-database.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

/**
 * `HIL_MIGRATE=true`: the first use brings the schema up to date (one machine; a deployment migrates before traffic).
 * `HIL_SNAPSHOT_DIR`: where this machine keeps an empty embedded database, so that the next new one opens faster.
 */
export const database = lazy(() => {
  const env = readEnv({
    DATABASE_URL: z.string(),
    HIL_MIGRATE: z.stringbool().default(false),
    HIL_SNAPSHOT_DIR: z.string().optional(),
  });
  const snapshot = env.HIL_SNAPSHOT_DIR ? { snapshotDirectory: env.HIL_SNAPSHOT_DIR } : {};
  return createDatabase(env.DATABASE_URL, { migrate: env.HIL_MIGRATE, ...snapshot });
});
