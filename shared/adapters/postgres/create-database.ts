import { AsyncLocalStorage } from "node:async_hooks";
import { InvalidInputError } from "../../contracts/errors.ts";
import type { Database } from "../../domain/storage/ports.ts";
import type { DatabaseAddress, ReadDatabaseAddress } from "./database-address.ts";
import { openSource, type SourceOptions } from "./open-source.ts";
import type { SessionSource } from "./session.ts";
import { createSystemTransaction } from "./system-transaction.ts";
import { createTenantTransaction } from "./tenant-transaction.ts";
import { inTransaction, type TransactionSettings } from "./transaction.ts";

export interface DatabaseOptions extends SourceOptions {
  /** For one transaction with everything that is awaited in it; then it is rolled back. */
  transactionTimeoutMs?: number;
  /** True: the first use applies the migrations that are missing. */
  migrate?: boolean;
  /** Told the reason of each access across tenants. */
  onSystemAccess?: (reason: string) => Promise<void> | void;
}

export interface MigratableDatabase extends Database {
  /**
   * Brings the schema up to date and returns the names of the migrations applied. The login must be allowed to create
   * tables and roles.
   * @throws DatabaseUnavailableError, ConflictError, FatalError
   */
  migrate(): Promise<string[]>;
}

/**
 * The storage port on PostgreSQL: a server (`postgres://…`) or PGlite in a thread of its own (`pglite:///absolute/path`,
 * `pglite://memory`). Nothing is opened before its first use, and an address that has to be asked for is asked for then.
 * @throws InvalidInputError when a URL is neither
 */
export function createDatabase(
  address: DatabaseAddress | ReadDatabaseAddress,
  options: DatabaseOptions = {},
): MigratableDatabase {
  const source = openSource(address, options);
  return databaseOn(options.migrate === true ? migratedAtFirst(source) : source, options);
}

/** The storage port on connections of any kind. */
export function databaseOn(source: SessionSource, options: DatabaseOptions): MigratableDatabase {
  const { transactionTimeoutMs: timeoutMs = 30_000, onSystemAccess = logSystemAccess } = options;
  const inside = new AsyncLocalStorage<{ isOpen: boolean }>();

  /** A second transaction inside one would wait for the first for ever where there is one session. */
  async function transact<T>(settings: Omit<TransactionSettings, "timeoutMs">, work: Work<T>): Promise<T> {
    if (inside.getStore()?.isOpen) throw new Error("A transaction is open already; ask within it.");
    const state = { isOpen: true };
    try {
      return await inside.run(state, () => inTransaction(source, { ...settings, timeoutMs }, work));
    } finally {
      state.isOpen = false;
    }
  }

  return {
    async tenant(tenantId, work) {
      if (tenantId === "") throw new InvalidInputError("A tenant has a name.");
      return transact({ role: "hil_app", tenantId }, ({ query }) =>
        work(createTenantTransaction(query, tenantId)),
      );
    },
    async system(reason, work) {
      await onSystemAccess(reason);
      return transact({ role: "hil_system", tenantId: null }, ({ query }) =>
        work(createSystemTransaction(query)),
      );
    },
    ping: () => transact({ role: null, tenantId: null }, async ({ query }) => void (await query("select 1"))),
    migrate: () => applyAll(source),
    close: () => source.close(),
  };
}

type Work<T> = Parameters<typeof inTransaction<T>>[2];

async function logSystemAccess(reason: string): Promise<void> {
  const { logger } = await import("../../runtime/logger.ts");
  logger().info("Access across tenants", { reason });
}

/** A source whose first lease finds the schema up to date. A migration that failed is tried again at the next. */
function migratedAtFirst(source: SessionSource): SessionSource {
  let migrating: Promise<unknown> | null = null;
  return {
    ...source,
    async lease() {
      migrating ??= applyAll(source);
      try {
        await migrating;
      } catch (error) {
        migrating = null;
        throw error;
      }
      return source.lease();
    },
  };
}

/** Few processes ever migrate. */
async function applyAll(source: SessionSource): Promise<string[]> {
  const [{ applyMigrations }, { readMigrations }] = await Promise.all([
    import("./apply-migrations.ts"),
    import("./migrations.ts"),
  ]);
  return applyMigrations(source, readMigrations());
}
