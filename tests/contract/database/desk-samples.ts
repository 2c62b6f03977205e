import type { Conversation, ConversationEvent, Message } from "../../../shared/contracts/conversation.ts";
import type {
  CannedReply,
  DeskSettings,
  HandoverAssignment,
  HumanAgent,
  QueuedHandover,
} from "../../../shared/contracts/human-agent.ts";
import type { TenantTransaction } from "../../../shared/domain/storage/ports.ts";
import { newId, startMs } from "./samples.ts";

export function sampleConversation(tenantId: string, changes: Partial<Conversation> = {}): Conversation {
  return {
    conversationId: newId(),
    tenantId,
    customerId: "john",
    channel: "web",
    workflowId: "support@1.0.0",
    status: "new",
    episode: 0,
    turn: 0,
    lastSeq: 0,
    lastCustomerSeq: 0,
    seenSeq: 0,
    runId: null,
    handoverId: null,
    instruction: null,
    metadata: { plan: "gold", note: "a\u0000b" },
    createdAtMs: startMs,
    updatedAtMs: startMs,
    closedAtMs: null,
    satisfaction: null,
    revision: 0,
    ...changes,
  };
}

export function sampleMessageOf(conversationId: string, changes: Partial<Message> = {}): Message {
  return {
    messageId: newId(),
    conversationId,
    seq: 1,
    sender: "customer",
    senderId: "john",
    text: "Where is it? \u0000 😀 \ud800",
    isPrivate: false,
    createdAtMs: startMs,
    ...changes,
  };
}

export function sampleEvent(
  conversationId: string,
  changes: Partial<ConversationEvent> = {},
): ConversationEvent {
  return {
    conversationId,
    revision: 1,
    type: "status.changed",
    data: { from: "new", to: "ai_processing" },
    atMs: startMs,
    ...changes,
  };
}

export function sampleHumanAgent(tenantId: string, changes: Partial<HumanAgent> = {}): HumanAgent {
  const humanAgentId = changes.humanAgentId ?? newId();
  return {
    humanAgentId,
    tenantId,
    subject: `subject-${humanAgentId}`,
    name: "Maria Müller",
    email: `${humanAgentId}@example.com`,
    skills: ["returns", "billing"],
    status: "online",
    maxCapacity: 3,
    currentLoad: 0,
    lastActiveAtMs: startMs,
    ...changes,
  };
}

export function sampleHandover(
  tenantId: string,
  conversationId: string,
  changes: Partial<QueuedHandover> = {},
): QueuedHandover {
  return {
    handoverId: newId(),
    tenantId,
    conversationId,
    episode: 1,
    turn: 1,
    runId: null,
    reason: "explicit_request",
    context: {
      summary: "Wants a person \u0000",
      intent: "return_request",
      confidence: 0.4,
      tried: [{ step: "classify", outcome: "return_request" }],
      failed: [],
      collected: { order_id: 12345 },
      suggestedReply: null,
    },
    requiredSkills: ["returns"],
    priority: 1,
    status: "queued",
    assignedTo: null,
    version: 0,
    queuedAtMs: startMs,
    assignedAtMs: null,
    reactedAtMs: null,
    firstResponseAtMs: null,
    closedAtMs: null,
    firstResponseDueAtMs: startMs + 1,
    resolutionDueAtMs: null,
    escalatedAtMs: null,
    ...changes,
  };
}

export const assigned = (humanAgentId: string) =>
  ({ status: "assigned", assignedTo: humanAgentId, assignedAtMs: startMs }) as const;

export function sampleAssignment(
  handoverId: string,
  humanAgentId: string,
  changes: Partial<HandoverAssignment> = {},
): HandoverAssignment {
  return {
    handoverId,
    attempt: 1,
    humanAgentId,
    assignedBy: "queue",
    assignedAtMs: startMs,
    endedAtMs: null,
    end: null,
    ...changes,
  };
}

export function sampleCannedReply(tenantId: string, changes: Partial<CannedReply> = {}): CannedReply {
  return {
    cannedReplyId: newId(),
    tenantId,
    title: "Label",
    text: "Hello {{ customer_id }} \u0000",
    skills: ["returns"],
    ...changes,
  };
}

export const sampleSettings: DeskSettings = {
  timeZone: "Europe/Berlin",
  weekly: Array.from({ length: 7 }, () => [{ fromMinute: 540, toMinute: 1020 }]),
  holidays: ["2026-12-25"],
  firstResponseMinutes: [null, 60, 30, 10],
  resolutionMinutes: [null, null, 480, 240],
  escalateAtShare: 0.8,
  reactionMinutes: 5,
  assignment: "automatic",
};

/** A conversation in the queue, with its handover: a state machine waits for it. */
export async function queueSample(
  tx: TenantTransaction,
  tenantId: string,
  changes: Partial<QueuedHandover> = {},
): Promise<{ conversation: Conversation; handover: QueuedHandover }> {
  const fresh = sampleConversation(tenantId, {
    episode: 1,
    turn: 1,
    lastSeq: 1,
    lastCustomerSeq: 1,
    seenSeq: 1,
  });
  const handover = sampleHandover(tenantId, fresh.conversationId, changes);
  const { handoverId } = handover;
  const conversation: Conversation = { ...fresh, status: "pending_human", handoverId };
  await tx.conversations.insert(fresh);
  await tx.handovers.insert(handover);
  await tx.handovers.keepTaskToken(handoverId, `token of ${handoverId}`);
  await tx.conversations.save(conversation);
  return { conversation, handover };
}
