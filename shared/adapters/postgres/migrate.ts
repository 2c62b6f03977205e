import { applyMigrations } from "./apply-migrations.ts";
import { readMigrations } from "./migrations.ts";
import { openSource, type SourceOptions } from "./open-source.ts";

/**
 * Brings the database of this URL to the newest schema and returns the names of the migrations applied. The login must
 * be allowed to create tables and roles; the application's own login need not be, once it is granted the two roles.
 * @throws DatabaseUnavailableError, ConflictError, FatalError
 */
export async function migrate(url: string, options: SourceOptions = {}): Promise<string[]> {
  const source = openSource(url, options);
  try {
    return await applyMigrations(source, readMigrations());
  } finally {
    await source.close();
  }
}
