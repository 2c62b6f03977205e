import type { Conversation } from "../../contracts/conversation.ts";
import { turnRunId } from "../conversations/turn-run-id.ts";
import type { TenantTransaction } from "../storage/ports.ts";

/** Keeps the record of a conversation's episodes, in the transaction that begins, closes or judges one. */
export async function recordEpisode(
  tx: TenantTransaction,
  before: Conversation,
  after: Conversation,
): Promise<void> {
  const { conversationId, episode } = after;
  if (episode !== before.episode)
    await tx.episodes.begin({
      conversationId,
      episode,
      firstSeq: after.lastCustomerSeq,
      begunAtMs: after.updatedAtMs,
    });
  if (after.status !== before.status && (after.status === "finished" || after.status === "resolved"))
    await tx.episodes.close({
      conversationId,
      episode,
      outcome: after.status,
      closedAtMs: after.closedAtMs!,
      runIds: Array.from({ length: after.turn }, (_, index) => turnRunId(conversationId, episode, index + 1)),
    });
  if (after.satisfaction !== null && after.satisfaction !== before.satisfaction)
    await tx.episodes.rate(conversationId, episode, after.satisfaction);
}
