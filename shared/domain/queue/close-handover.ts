import type { QueuedHandover } from "../../contracts/human-agent.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import { announceAssign, announceSettle } from "./announce-desk.ts";
import { type DeskServices, lockAgent, lockDesk, saveDesk } from "./desk-transaction.ts";
import { close, type Closing } from "./handover-life.ts";

export type CloseRequest = Closing & {
  tenantId: string;
  handoverId: string;
  humanAgentId: string;
  /** The newest message that the person has seen. */
  seenSeq: number;
};

/**
 * The person is done: resolved, or back to the AI with an instruction. The state machine hears of it after the commit, and
 * the person has room for another.
 * @throws NotFoundError, NotAllowedError; ConflictError when the customer has written something that was not seen
 */
export async function closeHandover(
  request: CloseRequest,
  services: DeskServices,
): Promise<{ handover: QueuedHandover; messages: OutboxMessage[] }> {
  return services.database.tenant(request.tenantId, async (tx) => {
    const atMs = services.nowMs();
    const desk = await lockDesk(tx, request.handoverId);
    const agent = await lockAgent(tx, request.humanAgentId);
    const closed = close(desk, agent, request, atMs);
    const data = {
      handover_id: request.handoverId,
      human_agent_id: agent.humanAgentId,
      outcome: request.outcome,
    };
    const { handover } = await saveDesk(tx, desk, closed, [{ type: "handover.closed", data }], services);
    await tx.humanAgents.save({ ...closed.agent, lastActiveAtMs: atMs });
    await tx.handovers.endAssignment(handover.handoverId, request.outcome, atMs);
    const messages = [
      await announceSettle(tx, handover, services),
      await announceAssign(tx, handover, services),
    ];
    return { handover, messages };
  });
}
