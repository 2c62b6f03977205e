import type {
  ConversationEventView,
  ConversationView,
  MessageView,
} from "../../contracts/api/conversations.ts";
import type { Conversation, ConversationEvent, Message } from "../../contracts/conversation.ts";
import { isWithPeople, simpleStatus } from "./transitions.ts";
import { dateTime } from "../schemas/date-time.ts";

export function viewConversation(conversation: Conversation): ConversationView {
  const { status, closedAtMs } = conversation;
  return {
    conversation_id: conversation.conversationId,
    customer_id: conversation.customerId,
    channel: conversation.channel,
    workflow_id: conversation.workflowId,
    status,
    simple_status: simpleStatus(status),
    is_hil: isWithPeople(status),
    episode: conversation.episode,
    turn: conversation.turn,
    last_seq: conversation.lastSeq,
    last_customer_seq: conversation.lastCustomerSeq,
    handover_id: conversation.handoverId,
    execution_id: conversation.runId,
    metadata: conversation.metadata,
    created_at: dateTime(conversation.createdAtMs),
    updated_at: dateTime(conversation.updatedAtMs),
    closed_at: dateTime(closedAtMs),
    satisfaction: conversation.satisfaction,
    revision: conversation.revision,
  };
}

export function viewMessage(message: Message): MessageView {
  return {
    message_id: message.messageId,
    seq: message.seq,
    sender: message.sender,
    sender_id: message.senderId,
    text: message.text,
    is_private: message.isPrivate,
    created_at: dateTime(message.createdAtMs),
  };
}

export function viewEvent({ revision, type, atMs, data }: ConversationEvent): ConversationEventView {
  return { revision, type, at: dateTime(atMs), data };
}
