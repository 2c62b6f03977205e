import type { Json } from "../../contracts/json.ts";
import type { NodeTaskResult } from "../../contracts/task.ts";
import type { Database } from "../storage/ports.ts";
import type { StateMachines } from "../workflows/ports.ts";
import { answerFields } from "./answer-fields.ts";

/**
 * Hands an accepted answer to the execution that waits for it. `gone` is fine: the answer was handed over before, or the
 * timeout fired at the same moment and `expire-wait` finds it in the database.
 */
export async function settleWait(
  message: { tenantId: string; waitId: string },
  services: { database: Database; stateMachines: StateMachines },
): Promise<void> {
  const found = await services.database.tenant(message.tenantId, async (tx) => {
    const wait = await tx.waits.get(message.waitId);
    if (wait?.status !== "decided") return null;
    const taskToken = await tx.waits.taskToken(wait.waitId);
    if (taskToken === null) return null;
    const fields = await answerFields(tx, wait);
    const result: NodeTaskResult = { ref: `${wait.runId}/${wait.nodePath}`, fields, consecutiveErrors: 0 };
    return { taskToken, result };
  });
  if (found === null) return;
  await services.stateMachines.settleTask(found.taskToken, found.result as unknown as Json);
}
