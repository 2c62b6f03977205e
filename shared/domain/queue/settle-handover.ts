import type { HandoverOutcome, SettleHandoverMessage } from "../../contracts/conversation.ts";
import type { Database } from "../storage/ports.ts";
import type { StateMachines } from "../workflows/ports.ts";

/**
 * Tells the state machine that waits for a handover how it ended: it waits with one of the tokens, and the others are
 * gone. Gone are all of them if it was told before.
 */
export async function settleHandover(
  { tenantId, handoverId }: SettleHandoverMessage,
  services: { database: Database; stateMachines: Pick<StateMachines, "settleTask"> },
): Promise<void> {
  const { handover, taskTokens } = await services.database.tenant(tenantId, async (tx) => ({
    handover: await tx.handovers.get(handoverId),
    taskTokens: await tx.handovers.taskTokens(handoverId),
  }));
  const status = handover?.status;
  if (status !== "resolved" && status !== "back_to_ai") return;
  const outcome: HandoverOutcome = { outcome: status };
  for (const taskToken of taskTokens) await services.stateMachines.settleTask(taskToken, { ...outcome });
}
