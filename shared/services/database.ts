import * as z from "zod/mini";
import { createDatabase } from "../adapters/postgres/create-database.ts";
import { type DatabaseAddress, parseDatabaseSecret } from "../adapters/postgres/database-address.ts";
import { DatabaseUnavailableError } from "../contracts/errors.ts";
import { countingDatabase } from "../domain/changes/counting-database.ts";
import { announcingDatabase } from "../domain/notifications/announcing-database.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";
import { changeCounter } from "./change-counter.ts";
import { nowMs } from "./clock.ts";
import { notificationQueue } from "./notification-queue.ts";
import { secrets } from "./secrets.ts";

/**
 * `HIL_MIGRATE=true`: the first use brings the schema up to date (one machine; a deployment migrates before traffic).
 * `HIL_SNAPSHOT_DIR`: where this machine keeps an empty embedded database, so that the next new one opens faster.
 * `HIL_DATABASE_CONNECTIONS`: of one process; few, because Lambda runs many. `HIL_DATABASE_CONNECT_TIMEOUT_MS`: long
 * enough for a database that was asleep, and shorter than the API's 29 s, so that callers hear why.
 */
export const database = lazy(() => {
  const env = readEnv({
    HIL_MIGRATE: z._default(z.stringbool(), false),
    HIL_SNAPSHOT_DIR: z.optional(z.string()),
    HIL_DATABASE_CONNECTIONS: z._default(z.coerce.number().check(z.int(), z.positive()), 2),
    HIL_DATABASE_CONNECT_TIMEOUT_MS: z._default(z.coerce.number().check(z.int(), z.positive()), 25_000),
  });
  const stored = createDatabase(readDatabaseAddress, {
    migrate: env.HIL_MIGRATE,
    poolSize: env.HIL_DATABASE_CONNECTIONS,
    connectTimeoutMs: env.HIL_DATABASE_CONNECT_TIMEOUT_MS,
    ...(env.HIL_SNAPSHOT_DIR ? { snapshotDirectory: env.HIL_SNAPSHOT_DIR } : {}),
  });
  const announced = announcingDatabase(stored, { queue: notificationQueue, nowMs });
  // Functions that write nothing that anybody follows have no counter.
  if (!process.env["CHANGES_TABLE_NAME"]) return announced;
  return countingDatabase(announced, { counter: changeCounter, onError: logUncounted });
});

async function logUncounted(error: unknown): Promise<void> {
  const { logger } = await import("../runtime/logger.ts");
  logger().warn("a change was not counted", { cause: error as Error });
}

/** Where the database is, from the secret that `DATABASE_SECRET_ID` names. @throws DatabaseUnavailableError */
export async function readDatabaseAddress(options: { fresh: boolean }): Promise<DatabaseAddress> {
  const { DATABASE_SECRET_ID } = readEnv({ DATABASE_SECRET_ID: z.string().check(z.minLength(1)) });
  try {
    return parseDatabaseSecret(await secrets().read(DATABASE_SECRET_ID, options));
  } catch (error) {
    const name = error instanceof Error ? error.name : "Error";
    throw new DatabaseUnavailableError(`The database's secret cannot be used (${name}).`, { cause: error });
  }
}
