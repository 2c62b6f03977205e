import type { ConversationStatus } from "../../contracts/conversation.ts";

/**
 * Which status follows which. Within an episode these are the specification's arrows, and one more: a person who lets go
 * (or goes offline, or does not react) leaves the conversation to the queue. A closed conversation begins a new episode
 * with the next message.
 */
const following: Record<ConversationStatus, readonly ConversationStatus[]> = {
  new: ["ai_processing"],
  ai_processing: ["finished", "handover"],
  handover: ["pending_human"],
  pending_human: ["human_active"],
  human_active: ["resolved", "back_to_ai", "pending_human"],
  back_to_ai: ["ai_processing"],
  finished: ["new"],
  resolved: ["new"],
};

export function mayFollow(from: ConversationStatus, to: ConversationStatus): boolean {
  return following[from].includes(to);
}

/** Closed: nobody works on it, and the next message opens a new episode. */
export function isClosed(status: ConversationStatus): boolean {
  return status === "finished" || status === "resolved";
}

/** The specification's `is_hil`: people work on it, or will. */
export function isWithPeople(status: ConversationStatus): boolean {
  return status === "handover" || status === "pending_human" || status === "human_active";
}

/** The specification's older view of a conversation. */
export function simpleStatus(status: ConversationStatus): "active" | "closed" | "escalated" {
  if (isClosed(status)) return "closed";
  return isWithPeople(status) ? "escalated" : "active";
}
