import { DatabaseUnavailableError } from "../../shared/contracts/errors.ts";
import type { Database } from "../../shared/domain/storage/ports.ts";
import { createJournal } from "./memory-database/journal.ts";
import { createTables, rowsOf, type StoredRows, tablesOf } from "./memory-database/tables.ts";
import { createSystemTransaction, createTenantTransaction } from "./memory-database/transactions.ts";

export interface MemoryDatabase extends Database {
  /** Everything that is stored, to look into. */
  tables(): StoredRows;
  /** Until it is lifted, no transaction begins. */
  setUnavailable(unavailable: boolean): void;
  isUnavailable(): boolean;
  /** Called before each commit; throwing rolls back. */
  onCommit(hook: (() => void) | null): void;
}

/**
 * The storage port in memory, for tests: one transaction at a time, whose changes are undone one by one when it throws.
 * A tenant's transaction reaches that tenant's tables only.
 */
export function createMemoryDatabase(): MemoryDatabase {
  const journal = createJournal();
  const tables = createTables(journal);
  let queue: Promise<unknown> = Promise.resolve();
  let unavailable = false;
  let hook: (() => void) | null = null;

  function transact<T>(work: () => Promise<T>): Promise<T> {
    const run = async () => {
      if (unavailable) throw new DatabaseUnavailableError("The database does not answer.");
      try {
        const result = await work();
        hook?.();
        journal.commit();
        return result;
      } catch (error) {
        journal.rollBack();
        throw error;
      }
    };
    const next = queue.then(run, run);
    queue = next.catch(() => {});
    return next;
  }

  return {
    tenant: (tenantId, work) =>
      transact(() => work(createTenantTransaction(tenantId, tablesOf(tables, tenantId, journal), tables))),
    system: (_reason, work) => transact(() => work(createSystemTransaction(tables))),
    ping: () => transact(async () => {}),
    close: async () => {},
    tables: () => rowsOf(tables),
    setUnavailable: (value) => void (unavailable = value),
    isUnavailable: () => unavailable,
    onCommit: (value) => void (hook = value),
  };
}
