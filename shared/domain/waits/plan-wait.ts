import { InvalidInputError } from "../../contracts/errors.ts";
import type { NodeTask, PlanWaitResult } from "../../contracts/task.ts";
import { contractOf } from "../approvals/contract-of.ts";
import { expiryOf, timeoutSeconds } from "../approvals/deadline.ts";
import type { Database } from "../storage/ports.ts";
import { loadNode } from "../workflows/load-node.ts";

/**
 * How long a person's node whose deadline counts business hours is to be waited for, from now on. Changes nothing.
 * @throws InvalidInputError for a node without a deadline
 */
export async function planWait(
  task: NodeTask,
  services: { database: Database; nowMs: () => number },
): Promise<PlanWaitResult> {
  return services.database.tenant(task.tenantId, async (tx) => {
    const { node } = await loadNode(tx, task, "human");
    const nowMs = services.nowMs();
    const expiresAtMs = expiryOf(contractOf(node).deadline, nowMs, await tx.desk.settings());
    if (expiresAtMs === null) throw new InvalidInputError(`Node ${node.id} has no deadline.`);
    return { timeoutSeconds: timeoutSeconds(expiresAtMs, nowMs) };
  });
}
