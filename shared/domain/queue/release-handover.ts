import type { AssignmentEnd, HumanAgent, QueuedHandover } from "../../contracts/human-agent.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import type { Change } from "../conversations/save-changed.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { announceAssign } from "./announce-desk.ts";
import { type DeskServices, lockAgent, lockDesk, saveDesk } from "./desk-transaction.ts";
import { type Desk, release } from "./handover-life.ts";

/**
 * The person lets go: the handover waits again, with the age it had.
 * @throws NotFoundError; NotAllowedError when it is not the person's
 */
export async function releaseHandover(
  request: { tenantId: string; handoverId: string; humanAgentId: string },
  services: DeskServices,
): Promise<{ handover: QueuedHandover; messages: OutboxMessage[] }> {
  return services.database.tenant(request.tenantId, async (tx) => {
    const desk = await lockDesk(tx, request.handoverId);
    const agent = await lockAgent(tx, request.humanAgentId);
    const { handover } = await giveBack(tx, desk, agent, "released", services);
    return { handover, messages: [await announceAssign(tx, handover, services)] };
  });
}

/** Writes that the person does not have it any more, with the person as they are afterwards. */
export async function giveBack(
  tx: TenantTransaction,
  desk: Desk,
  agent: HumanAgent,
  end: AssignmentEnd,
  services: DeskServices,
): Promise<Desk & { agent: HumanAgent }> {
  const atMs = services.nowMs();
  const released = release(desk, agent, atMs);
  const saved = await saveDesk(tx, desk, released, [releasedBy(agent, desk.handover, end)], services);
  await tx.humanAgents.save(released.agent);
  await tx.handovers.endAssignment(desk.handover.handoverId, end, atMs);
  return { ...saved, agent: released.agent };
}

export function releasedBy(
  { humanAgentId }: HumanAgent,
  { handoverId }: QueuedHandover,
  end: AssignmentEnd,
): Change {
  return { type: "handover.released", data: { handover_id: handoverId, human_agent_id: humanAgentId, end } };
}
