import type { Conversation, ConversationEvent } from "../../contracts/conversation.ts";
import type { ConcernedPerson, Notification, NotificationType } from "../../contracts/notification.ts";

/** What of an event of a conversation is told to others; null: nothing is. */
export function conversationNotification(
  { tenantId, conversationId, episode }: Conversation,
  event: ConversationEvent,
): Notification | null {
  const type = typeOf(event);
  if (type === null) return null;
  return {
    notificationId: `${conversationId}-r${event.revision}`,
    tenantId,
    type,
    data: { conversation_id: conversationId, episode, ...dataOf(type, event) },
    people: type === "handover.assigned" ? personOf(event) : [],
    atMs: event.atMs,
  };
}

function typeOf({ type, data }: ConversationEvent): NotificationType | null {
  switch (type) {
    case "handover.queued":
    case "handover.assigned":
    case "handover.escalated":
    case "handover.closed":
      return type;
    case "status.changed":
      return data["to"] === "finished" || data["to"] === "resolved" ? "conversation.closed" : null;
    default:
      return null;
  }
}

function dataOf(type: NotificationType, { data }: ConversationEvent): ConversationEvent["data"] {
  return type === "conversation.closed" ? { status: data["to"] ?? null } : data;
}

/** Whoever has taken it themselves knows. */
function personOf({ data }: ConversationEvent): ConcernedPerson[] {
  const { human_agent_id: humanAgentId, assigned_by: assignedBy } = data;
  return typeof humanAgentId === "string" && humanAgentId !== assignedBy ? [{ humanAgentId }] : [];
}
