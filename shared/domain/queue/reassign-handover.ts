import { ConflictError } from "../../contracts/errors.ts";
import type { HumanAgent, QueuedHandover } from "../../contracts/human-agent.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { announceAssign } from "./announce-desk.ts";
import { take } from "./claim-handover.ts";
import { type DeskServices, lockAgent, lockDesk } from "./desk-transaction.ts";
import { giveBack } from "./release-handover.ts";

/**
 * Hands an assigned handover from the person who has it to another, in one transaction: it is never without an owner.
 * @throws NotFoundError; ConflictError when nobody has it, or the other is not online, has no room or lacks a skill
 */
export async function reassignHandover(
  request: { tenantId: string; handoverId: string; to: string; assignedBy: string },
  services: DeskServices,
): Promise<{ handover: QueuedHandover; messages: OutboxMessage[] }> {
  return services.database.tenant(request.tenantId, async (tx) => {
    const desk = await lockDesk(tx, request.handoverId);
    const { status, assignedTo } = desk.handover;
    if (status !== "assigned" || assignedTo === null)
      throw new ConflictError("Nobody has this conversation now.", { details: { code: "not-assigned" } });
    if (assignedTo === request.to) return { handover: desk.handover, messages: [] };
    const { from, to } = await lockBoth(tx, assignedTo, request.to);
    const released = await giveBack(tx, desk, from, "reassigned", services);
    const handover = await take(tx, released, released, to, request.assignedBy, services);
    return { handover, messages: [await announceAssign(tx, handover, services)] };
  });
}

/** In the order of their ids, whoever hands over to whom. */
async function lockBoth(
  tx: TenantTransaction,
  fromId: string,
  toId: string,
): Promise<{ from: HumanAgent; to: HumanAgent }> {
  const locked = new Map<string, HumanAgent>();
  for (const id of [fromId, toId].sort()) locked.set(id, await lockAgent(tx, id));
  return { from: locked.get(fromId)!, to: locked.get(toId)! };
}
