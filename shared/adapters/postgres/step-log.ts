import type { StepLog } from "../../contracts/step-log.ts";
import type { Database } from "../../domain/storage/ports.ts";

/** The steps of one node of one run as an agent sees them; each call is a transaction of its own. */
export function stepLogOf(database: Database, tenantId: string, runId: string, nodePath: string): StepLog {
  return {
    list: () => database.tenant(tenantId, (tx) => tx.steps.list(runId, nodePath)),
    record: (step) => database.tenant(tenantId, (tx) => tx.steps.record(runId, nodePath, step)),
  };
}
