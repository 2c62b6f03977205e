import type { QueueHandoverTask } from "../../contracts/conversation.ts";
import { NotFoundError } from "../../contracts/errors.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import { lockConversation } from "../conversations/lock-conversation.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { announceAssign, announceSettle } from "./announce-desk.ts";
import { deadlinesOf } from "./deadlines.ts";
import { type DeskServices, deskSettings, saveDesk } from "./desk-transaction.ts";
import { type Desk, enqueue } from "./handover-life.ts";

/**
 * Puts a turn's handover into the queue and keeps the task token that its state machine waits with. Asked again with a
 * new token, that one is settled, too; a handover that was closed meanwhile is settled at once.
 * @returns what has to be sent after the commit
 */
export async function queueHandover(
  task: QueueHandoverTask,
  services: DeskServices,
): Promise<OutboxMessage[]> {
  return services.database.tenant(task.tenantId, async (tx) => {
    const desk = await lockHandover(tx, task);
    const { handover } = desk;
    await tx.handovers.keepTaskToken(handover.handoverId, task.taskToken);
    if (handover.closedAtMs !== null) return [await announceSettle(tx, handover, services)];
    const queued = await enqueued(tx, desk, services.nowMs());
    if (queued === null) return [];
    const { handoverId, reason, priority, requiredSkills } = queued.handover;
    const data = { handover_id: handoverId, reason, priority, required_skills: requiredSkills };
    await saveDesk(tx, desk, queued, [{ type: "handover.queued", data }], services);
    return [await announceAssign(tx, handover, services)];
  });
}

async function lockHandover(tx: TenantTransaction, task: QueueHandoverTask): Promise<Desk> {
  const { conversationId, episode, turn } = task;
  const conversation = await lockConversation(tx, conversationId);
  const found = await tx.handovers.ofTurn(conversationId, episode, turn);
  const handover = found && (await tx.handovers.lock(found.handoverId));
  if (handover === null)
    throw new NotFoundError(
      `Turn ${turn} of episode ${episode} of conversation ${conversationId} has no handover.`,
    );
  return { conversation, handover };
}

/** Null: it is in the queue already, or somebody has it. */
async function enqueued(tx: TenantTransaction, desk: Desk, atMs: number): Promise<Desk | null> {
  const { conversation, handover } = enqueue(desk, atMs);
  if (conversation === desk.conversation) return null;
  const deadlines = deadlinesOf(handover, await deskSettings(tx));
  return { conversation, handover: { ...handover, ...deadlines } };
}
