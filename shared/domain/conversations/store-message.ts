import type { Conversation, Message } from "../../contracts/conversation.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { acceptMessage, type NewMessage } from "./accept-message.ts";
import type { Change } from "./save-changed.ts";

export interface StoredMessage {
  /** With the message; still to be saved. */
  conversation: Conversation;
  message: Message;
  beginsEpisode: boolean;
  change: Change;
}

/** Gives a message the next number of a conversation that is locked, and inserts it. */
export async function storeMessage(
  tx: TenantTransaction,
  conversation: Conversation,
  written: NewMessage,
  atMs: number,
): Promise<StoredMessage> {
  const accepted = acceptMessage(conversation, written, atMs);
  await tx.messages.insert(accepted.message);
  return { ...accepted, change: createdMessage(accepted.message) };
}

function createdMessage({ messageId, seq, sender, isPrivate }: Message): Change {
  return { type: "message.created", data: { message_id: messageId, seq, sender, is_private: isPrivate } };
}
