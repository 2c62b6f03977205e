import type { Conversation } from "../../contracts/conversation.ts";
import { ConflictError, NotAllowedError } from "../../contracts/errors.ts";
import type { HumanAgent, QueuedHandover } from "../../contracts/human-agent.ts";
import { hasSkills } from "./plan-assignments.ts";

/**
 * What may happen to a handover, as functions of what the caller has locked: the conversation first, then the handover,
 * then the human agent. Each returns the rows as they stand afterwards; all are written in the same transaction, so that
 * a conversation, its place in the queue and a person's load never disagree.
 */
export interface Desk {
  conversation: Conversation;
  handover: QueuedHandover;
}

/** The conversation enters the queue. Entered already, nothing changes. */
export function enqueue({ conversation, handover }: Desk, atMs: number): Desk {
  if (conversation.status !== "handover") return { conversation, handover };
  return {
    conversation: { ...conversation, status: "pending_human", updatedAtMs: atMs },
    handover: { ...handover, status: "queued", queuedAtMs: atMs, version: handover.version + 1 },
  };
}

/**
 * A person takes a waiting handover.
 * @throws ConflictError when somebody has it already, or the person is not online, has no room or lacks a skill
 */
export function assign(desk: Desk, agent: HumanAgent, atMs: number): Desk & { agent: HumanAgent } {
  const { conversation, handover } = desk;
  if (handover.status !== "queued") throw takenAlready(handover);
  // Handed over, but nobody waits for the answer yet.
  if (conversation.status !== "pending_human") throw notWaiting();
  assertFits(agent, handover.requiredSkills);
  return {
    conversation: { ...conversation, status: "human_active", updatedAtMs: atMs },
    handover: {
      ...handover,
      status: "assigned",
      assignedTo: agent.humanAgentId,
      assignedAtMs: atMs,
      reactedAtMs: null,
      version: handover.version + 1,
    },
    agent: { ...agent, currentLoad: agent.currentLoad + 1 },
  };
}

/** The person lets go, or has gone: the handover waits again, with the age it had. */
export function release(desk: Desk, agent: HumanAgent, atMs: number): Desk & { agent: HumanAgent } {
  const { conversation, handover } = desk;
  assertOwner(handover, agent);
  return {
    conversation: { ...conversation, status: "pending_human", updatedAtMs: atMs },
    handover: {
      ...handover,
      status: "queued",
      assignedTo: null,
      assignedAtMs: null,
      reactedAtMs: null,
      version: handover.version + 1,
    },
    agent: { ...agent, currentLoad: agent.currentLoad - 1 },
  };
}

export type Closing =
  | { outcome: "resolved" }
  | {
      outcome: "back_to_ai";
      instruction: string | null;
      /** Person who wrote the instruction. */
      instructedBy: string;
    };

/**
 * The person is done: resolved, or back to the AI with an instruction. Refused when the customer has written something
 * that the person had not seen (`seenSeq`): nothing that was said goes unread.
 * @throws ConflictError, NotAllowedError
 */
export function close(
  desk: Desk,
  agent: HumanAgent,
  closing: Closing & { seenSeq: number },
  atMs: number,
): Desk & { agent: HumanAgent } {
  const { conversation, handover } = desk;
  assertOwner(handover, agent);
  if (conversation.lastCustomerSeq > closing.seenSeq) {
    throw new ConflictError("The customer has written again.", {
      details: { code: "unread-messages", last_seq: conversation.lastSeq },
    });
  }
  const resolved = closing.outcome === "resolved";
  const instruction = closing.outcome === "back_to_ai" ? closing.instruction : null;
  return {
    conversation: {
      ...conversation,
      status: closing.outcome,
      handoverId: null,
      instruction,
      instructedBy: closing.outcome === "back_to_ai" && instruction !== null ? closing.instructedBy : null,
      seenSeq: resolved ? conversation.lastSeq : conversation.seenSeq,
      updatedAtMs: atMs,
      closedAtMs: resolved ? atMs : null,
    },
    handover: { ...handover, status: closing.outcome, closedAtMs: atMs, version: handover.version + 1 },
    agent: { ...agent, currentLoad: agent.currentLoad - 1 },
  };
}

function takenAlready(handover: QueuedHandover): ConflictError {
  return new ConflictError("Somebody else has taken this conversation.", {
    details: { code: "already-assigned", assigned_to: handover.assignedTo ?? "nobody" },
  });
}

function notWaiting(): ConflictError {
  return new ConflictError("This conversation is not in the queue yet.", { details: { code: "not-queued" } });
}

function assertFits(agent: HumanAgent, requiredSkills: readonly string[]): void {
  const refuse = (code: string, message: string) => {
    throw new ConflictError(message, { details: { code } });
  };
  if (agent.status !== "online") refuse("not-online", "You have to be online to take a conversation.");
  if (agent.currentLoad >= agent.maxCapacity)
    refuse("no-capacity", "You have as many conversations as you take.");
  if (!hasSkills(agent, requiredSkills)) refuse("skills-missing", "This conversation asks for other skills.");
}

function assertOwner(handover: QueuedHandover, agent: HumanAgent): void {
  if (handover.status === "assigned" && handover.assignedTo === agent.humanAgentId) return;
  throw new NotAllowedError("This conversation is not assigned to you.", {
    details: { code: "not-assigned", assigned_to: handover.assignedTo ?? "nobody" },
  });
}
