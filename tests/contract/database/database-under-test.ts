import type { Database, TenantTransaction } from "../../../shared/domain/storage/ports.ts";
import type { SessionSource } from "../../../shared/adapters/postgres/session.ts";
import { inTransaction, type Statements } from "../../../shared/adapters/postgres/transaction.ts";

/** A migrated database through its port, and the same database for SQL that the port does not offer. */
export interface DatabaseUnderTest {
  database: Database;
  source: SessionSource;
}

/** The database is there once the suite has begun. */
export type GetDatabase = () => DatabaseUnderTest;

let tenants = 0;

/** A tenant that no other test uses: its tables are empty. */
export function newTenant(): string {
  tenants += 1;
  return `tenant-${tenants}-${Math.random().toString(36).slice(2)}`;
}

/** A tenant with its transactions. */
export function tenantOf(get: GetDatabase, tenantId = newTenant()) {
  return {
    tenantId,
    with: <T>(work: (tx: TenantTransaction) => Promise<T>) => get().database.tenant(tenantId, work),
  };
}

/** SQL under a role and a tenant, as the port's transactions have them; a null role is the login itself. */
export function withSql<T>(
  { source }: DatabaseUnderTest,
  role: "hil_app" | "hil_system" | null,
  tenantId: string | null,
  work: (statements: Statements) => Promise<T>,
): Promise<T> {
  return inTransaction(source, { role, tenantId, timeoutMs: 20_000 }, work);
}
