import type { Conversation, ConversationEvent } from "../../contracts/conversation.ts";
import { conversationNotification } from "../notifications/conversation-notification.ts";
import { recordEpisode } from "../kpis/record-episode.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { mayFollow } from "./transitions.ts";

/** What happened, for those who follow the conversation. */
export type Change = Pick<ConversationEvent, "type" | "data">;

/**
 * Writes a conversation that is locked, with an event for each change, and one for its status if that changed; others are
 * told of some. Revisions rise by one with every event.
 */
export async function saveChanged(
  tx: TenantTransaction,
  before: Conversation,
  after: Conversation,
  changes: readonly Change[],
): Promise<Conversation> {
  const { conversationId, updatedAtMs: atMs } = after;
  const all = [...changes, ...statusChange(before, after)];
  for (const [index, change] of all.entries()) {
    const revision = before.revision + index + 1;
    const event = { conversationId, revision, ...change, atMs };
    await tx.conversationEvents.add(event);
    const notification = conversationNotification(after, event);
    if (notification !== null) await tx.notifications.add(notification);
  }
  const saved = { ...after, revision: before.revision + all.length };
  await tx.conversations.save(saved);
  await recordEpisode(tx, before, saved);
  return saved;
}

function statusChange(before: Conversation, after: Conversation): Change[] {
  if (before.status === after.status) return [];
  // No use case asks for another arrow; a mistake ends its transaction instead of leaving a conversation astray.
  if (!mayFollow(before.status, after.status))
    throw new Error(
      `Conversation ${after.conversationId} does not go from ${before.status} to ${after.status}.`,
    );
  const data = { from: before.status, to: after.status, episode: after.episode };
  return [{ type: "status.changed", data }];
}
