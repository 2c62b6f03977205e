import type { Conversation, Message, MessageReceived } from "../../contracts/conversation.ts";
import { ConflictError, InvalidInputError } from "../../contracts/errors.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import type { NewMessage } from "./accept-message.ts";
import { announce, type Announcing } from "./announce.ts";
import { lockConversation } from "./lock-conversation.ts";
import { saveChanged } from "./save-changed.ts";
import { storeMessage } from "./store-message.ts";

export interface PostedMessage extends NewMessage {
  tenantId: string;
  conversationId: string;
}

interface Accepted {
  conversation: Conversation;
  message: Message;
  /** To be sent after the commit. */
  messages: OutboxMessage[];
}

/**
 * Accepts a message in one transaction: its row with the next number, what streams are told, and, where a customer begins
 * an episode, the message that starts it. Posted again under its id, it is there once.
 * @throws NotFoundError; ConflictError when the id is another message's
 */
export async function postMessage(
  posted: PostedMessage,
  services: { database: Database } & Announcing,
): Promise<Accepted> {
  const { tenantId, conversationId, ...written } = posted;
  return services.database.tenant(tenantId, async (tx) => {
    const before = await lockConversation(tx, conversationId);
    const standing = await findPosted(tx, conversationId, written);
    if (standing !== null) return { conversation: before, message: standing, messages: [] };
    const stored = await storeMessage(tx, before, written, services.nowMs());
    const conversation = await saveChanged(tx, before, stored.conversation, [stored.change]);
    const messages = stored.beginsEpisode ? [await startEpisode(tx, conversation, services)] : [];
    return { conversation, message: stored.message, messages };
  });
}

/**
 * The message that stands under this id.
 * @throws ConflictError when it is another; InvalidInputError for an id as the AI's answers have them, which are ids of runs
 */
export async function findPosted(
  tx: TenantTransaction,
  conversationId: string,
  written: NewMessage,
): Promise<Message | null> {
  if (written.messageId.startsWith(`${conversationId}-e`))
    throw new InvalidInputError("A message cannot have the id of a run.", {
      details: { code: "message-id-taken" },
    });
  const standing = await tx.messages.get(conversationId, written.messageId);
  if (standing === null) return null;
  const { sender, senderId, text, isPrivate } = standing;
  const isSame =
    sender === written.sender &&
    senderId === written.senderId &&
    text === written.text &&
    isPrivate === written.isPrivate;
  if (!isSame)
    throw new ConflictError("Another message has this id.", { details: { code: "message-id-taken" } });
  return standing;
}

function startEpisode(
  tx: TenantTransaction,
  { tenantId, conversationId, episode, lastSeq: seq, channel }: Conversation,
  services: Announcing,
): Promise<OutboxMessage> {
  const body: MessageReceived = { tenantId, conversationId, episode, seq, channel };
  return announce(tx, "episode.start", { tenantId, conversationId }, body, services);
}
