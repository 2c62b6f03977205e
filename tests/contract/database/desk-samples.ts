import type { Conversation, ConversationEvent, Message } from "../../../shared/contracts/conversation.ts";
import type {
  CannedReply,
  DeskSettings,
  HandoverAssignment,
  HumanAgent,
  QueuedHandover,
} from "../../../shared/contracts/human-agent.ts";
import type { TenantTransaction } from "../../../shared/domain/storage/ports.ts";
import { conversationRow, handoverRow, humanAgentRow } from "../../support/desk-rows.ts";
import { newId, startMs } from "./samples.ts";

export function sampleConversation(tenantId: string, changes: Partial<Conversation> = {}): Conversation {
  return conversationRow({
    conversationId: newId(),
    tenantId,
    workflowId: "support@1.0.0",
    metadata: { plan: "gold", note: "a\u0000b" },
    createdAtMs: startMs,
    updatedAtMs: startMs,
    ...changes,
  });
}

export function sampleMessageOf(conversationId: string, changes: Partial<Message> = {}): Message {
  return {
    messageId: newId(),
    conversationId,
    seq: 1,
    sender: "customer",
    senderId: "john",
    postedBy: "john",
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
  return humanAgentRow({
    humanAgentId,
    tenantId,
    subject: `subject-${humanAgentId}`,
    name: "Maria Müller",
    skills: ["returns", "billing"],
    maxCapacity: 3,
    lastActiveAtMs: startMs,
    ...changes,
  });
}

export function sampleHandover(
  tenantId: string,
  conversationId: string,
  changes: Partial<QueuedHandover> = {},
): QueuedHandover {
  return handoverRow({
    handoverId: newId(),
    tenantId,
    conversationId,
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
    queuedAtMs: startMs,
    firstResponseDueAtMs: startMs + 1,
    ...changes,
  });
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
  humanCostUsdPerHour: 42.5,
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
