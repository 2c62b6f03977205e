import type { QueuedHandover } from "../../contracts/human-agent.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import { dateTime } from "../schemas/date-time.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { announceAssign } from "./announce-desk.ts";
import { escalationDueAtMs, reactionDueAtMs } from "./deadlines.ts";
import {
  checkWhenDue,
  type DeskServices,
  deskSettings,
  lockAgent,
  lockDesk,
  saveDesk,
} from "./desk-transaction.ts";
import type { Desk } from "./handover-life.ts";
import { giveBack } from "./release-handover.ts";

/** Urgent: served before everything that is not. */
const highestPriority = 3;

/**
 * Does what is due for an open handover: takes it back from a person who has not reacted in time (who is away from then
 * on, so that it does not come straight back), and escalates it when a deadline is about to be missed. Asks for its next
 * check if the one that it is called for was about the handover as it still stands.
 * @throws NotFoundError
 */
export async function checkHandover(
  check: { tenantId: string; handoverId: string; version: number },
  services: DeskServices,
): Promise<{ handover: QueuedHandover; messages: OutboxMessage[] }> {
  return services.database.tenant(check.tenantId, async (tx) => {
    const locked = await lockDesk(tx, check.handoverId);
    if (locked.handover.closedAtMs !== null) return { handover: locked.handover, messages: [] };
    const released = await takeBackUnanswered(tx, locked, services);
    const { handover } = await escalate(tx, released ?? locked, services);
    // A changed one has its own check, asked for by whoever changed it.
    if (handover.version === check.version) await checkWhenDue(tx, handover, services);
    return { handover, messages: released === null ? [] : [await announceAssign(tx, handover, services)] };
  });
}

/** Null: the person has reacted or still has time, or nobody has it. */
async function takeBackUnanswered(
  tx: TenantTransaction,
  desk: Desk,
  services: DeskServices,
): Promise<Desk | null> {
  const dueAtMs = reactionDueAtMs(desk.handover, await deskSettings(tx));
  const { assignedTo } = desk.handover;
  if (dueAtMs === null || assignedTo === null || services.nowMs() < dueAtMs) return null;
  const silent = await lockAgent(tx, assignedTo);
  const { agent, ...released } = await giveBack(tx, desk, silent, "no_reaction", services);
  await tx.humanAgents.save({ ...agent, status: "away" });
  return released;
}

async function escalate(tx: TenantTransaction, desk: Desk, services: DeskServices): Promise<Desk> {
  const atMs = services.nowMs();
  const dueAtMs = escalationDueAtMs(desk.handover, await deskSettings(tx));
  if (dueAtMs === null || atMs < dueAtMs) return desk;
  const { handoverId, firstResponseDueAtMs, resolutionDueAtMs, version } = desk.handover;
  const escalated = { escalatedAtMs: atMs, priority: highestPriority, version: version + 1 };
  const data = {
    handover_id: handoverId,
    first_response_due_at: dateTime(firstResponseDueAtMs),
    resolution_due_at: dateTime(resolutionDueAtMs),
  };
  const after: Desk = {
    conversation: { ...desk.conversation, updatedAtMs: atMs },
    handover: { ...desk.handover, ...escalated },
  };
  return saveDesk(tx, desk, after, [{ type: "handover.escalated", data }], services);
}
