import type { HandoverAssignment, HumanAgent, QueuedHandover } from "../../contracts/human-agent.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { type DeskServices, lockAgent, lockDesk, saveDesk } from "./desk-transaction.ts";
import { assign, type Desk } from "./handover-life.ts";

export interface Claim {
  tenantId: string;
  handoverId: string;
  humanAgentId: string;
  /** The person, somebody else, or `queue`. */
  assignedBy: string;
}

/**
 * Gives a waiting handover to a person, in one transaction that holds the locks of the conversation, the handover and the
 * person: of many who try, one gets it. Who has it already gets it again, unchanged.
 * @throws NotFoundError; ConflictError when somebody else has it, or the person is not online, has no room or lacks a skill
 */
export async function claimHandover(claim: Claim, services: DeskServices): Promise<QueuedHandover> {
  return services.database.tenant(claim.tenantId, async (tx) => {
    const desk = await lockDesk(tx, claim.handoverId);
    const { status, assignedTo } = desk.handover;
    if (status === "assigned" && assignedTo === claim.humanAgentId) return desk.handover;
    const agent = await lockAgent(tx, claim.humanAgentId);
    return take(tx, desk, desk, agent, claim.assignedBy, services);
  });
}

/** Writes that the person has it now. `before` is what is stored, `desk` what it has come to in this transaction. */
export async function take(
  tx: TenantTransaction,
  before: Desk,
  desk: Desk,
  agent: HumanAgent,
  assignedBy: string,
  services: DeskServices,
): Promise<QueuedHandover> {
  const atMs = services.nowMs();
  const taken = assign(desk, agent, atMs);
  const { handoverId } = taken.handover;
  const { humanAgentId } = agent;
  const data = { handover_id: handoverId, human_agent_id: humanAgentId, assigned_by: assignedBy };
  const { handover } = await saveDesk(tx, before, taken, [{ type: "handover.assigned", data }], services);
  await tx.humanAgents.save(taken.agent);
  const attempt = (await tx.handovers.assignments(handoverId)).length + 1;
  await tx.handovers.beginAssignment(newAssignment({ handoverId, attempt, humanAgentId, assignedBy }, atMs));
  return handover;
}

function newAssignment(
  assigned: Pick<HandoverAssignment, "handoverId" | "attempt" | "humanAgentId" | "assignedBy">,
  assignedAtMs: number,
): HandoverAssignment {
  return { ...assigned, assignedAtMs, endedAtMs: null, end: null };
}
