import { ConflictError, FatalError } from "../../contracts/errors.ts";
import { sqlStateOf } from "./database-error.ts";
import type { Migration } from "./migrations.ts";
import type { SessionSource } from "./session.ts";
import { inTransaction, type Statements } from "./transaction.ts";

/** Index builds on large tables take their time. */
const timeoutMs = 10 * 60_000;

/**
 * How processes that migrate at once may get in each other's way: unique violation, duplicate table or object, deadlock,
 * serialization, and "tuple concurrently updated", which has no state of its own.
 */
const raceStates = new Set(["23505", "42P07", "42710", "40P01", "40001", "XX000"]);
const mostTries = 10;

/**
 * Applies what is missing, in order, each migration in one transaction, and returns the names of those applied. Safe when
 * several processes start at once: a lock on the table of migrations lets one do it and the others find it done.
 * Migrations that this version of the code does not know are left alone: a newer version was here before.
 * @throws ConflictError when a migration's text is not what was applied; FatalError when one fails
 */
export async function applyMigrations(source: SessionSource, migrations: Migration[]): Promise<string[]> {
  await patiently("hil_migrations", () => inLogin(source, createTable));
  const applied: string[] = [];
  for (const migration of migrations) {
    const isNew = await patiently(migration.name, () => inLogin(source, (tx) => apply(tx, migration)));
    if (isNew) applied.push(migration.name);
  }
  return applied;
}

function inLogin<T>(source: SessionSource, work: (statements: Statements) => Promise<T>): Promise<T> {
  return inTransaction(source, { role: null, tenantId: null, timeoutMs }, work);
}

async function createTable({ script }: Statements): Promise<void> {
  await script(
    `create table if not exists hil_migrations (
       name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
  );
}

async function apply({ query, script }: Statements, { name, sql, checksum }: Migration): Promise<boolean> {
  await script("lock table hil_migrations in share row exclusive mode");
  const [standing] = await query<{ checksum: string }>(
    "select checksum from hil_migrations where name = $1",
    [name],
  );
  if (standing !== undefined) {
    if (standing.checksum === checksum) return false;
    throw new ConflictError(
      `Migration ${name} is not what was applied to this database. Add a new one instead.`,
    );
  }
  await script(sql);
  await query("insert into hil_migrations (name, checksum) values ($1, $2)", [name, checksum]);
  return true;
}

async function patiently<T>(name: string, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const state = sqlStateOf(cause);
      if (raceStates.has(state) && tries < mostTries) continue;
      if (state === "" || !(cause instanceof Error)) throw error;
      throw new FatalError(`Migration ${name} failed: ${cause.message}`, { cause });
    }
  }
}
