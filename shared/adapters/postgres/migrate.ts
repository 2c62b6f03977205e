import { applyMigrations } from "./apply-migrations.ts";
import type { DatabaseAddress, ReadDatabaseAddress } from "./database-address.ts";
import { readMigrations } from "./migrations.ts";
import { openSource, type SourceOptions } from "./open-source.ts";

/**
 * Brings a database to the newest schema and returns the names of the migrations applied. The login must
 * be allowed to create tables and roles; the application's own login need not be, once it is granted the two roles.
 * @throws DatabaseUnavailableError, ConflictError, FatalError
 */
export async function migrate(
  address: DatabaseAddress | ReadDatabaseAddress,
  options: SourceOptions = {},
): Promise<string[]> {
  const source = openSource(address, options);
  try {
    return await applyMigrations(source, readMigrations());
  } finally {
    await source.close();
  }
}
