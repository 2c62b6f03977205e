import type { Conversation } from "../../shared/contracts/conversation.ts";
import type { HumanAgent, QueuedHandover } from "../../shared/contracts/human-agent.ts";

/** A conversation in which nobody has written yet, but for the changes. */
export function conversationRow(changes: Partial<Conversation> = {}): Conversation {
  return {
    conversationId: "c",
    tenantId: "t",
    customerId: "john",
    openedBy: "john",
    channel: "web",
    workflowId: "support",
    status: "new",
    episode: 0,
    turn: 0,
    lastSeq: 0,
    lastCustomerSeq: 0,
    seenSeq: 0,
    runId: null,
    execution: { turn: 1, attempt: 1 },
    handoverId: null,
    instruction: null,
    instructedBy: null,
    metadata: {},
    createdAtMs: 0,
    updatedAtMs: 0,
    closedAtMs: null,
    satisfaction: null,
    nextLookAtMs: null,
    revision: 0,
    ...changes,
  };
}

/** A handover of the first turn that waits and asks for no skill, but for the changes. */
export function handoverRow(changes: Partial<QueuedHandover> = {}): QueuedHandover {
  return {
    handoverId: "h",
    tenantId: "t",
    conversationId: "c",
    episode: 1,
    turn: 1,
    runId: null,
    reason: "explicit_request",
    context: {
      summary: "",
      intent: null,
      confidence: null,
      tried: [],
      failed: [],
      collected: {},
      suggestedReply: null,
    },
    requiredSkills: [],
    priority: 1,
    status: "queued",
    assignedTo: null,
    version: 0,
    queuedAtMs: 0,
    assignedAtMs: null,
    reactedAtMs: null,
    firstResponseAtMs: null,
    closedAtMs: null,
    firstResponseDueAtMs: null,
    resolutionDueAtMs: null,
    escalatedAtMs: null,
    ...changes,
  };
}

/** Somebody at the desk who is online and free, but for the changes. */
export function humanAgentRow(changes: Partial<HumanAgent> = {}): HumanAgent {
  const humanAgentId = changes.humanAgentId ?? "maria";
  return {
    humanAgentId,
    tenantId: "t",
    subject: humanAgentId,
    name: humanAgentId,
    email: `${humanAgentId}@example.com`,
    skills: [],
    status: "online",
    maxCapacity: 1,
    currentLoad: 0,
    lastActiveAtMs: 0,
    ...changes,
  };
}
