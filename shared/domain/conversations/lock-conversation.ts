import type { Conversation } from "../../contracts/conversation.ts";
import { NotFoundError } from "../../contracts/errors.ts";
import type { TenantTransaction } from "../storage/ports.ts";

/** The first lock that a transaction takes. @throws NotFoundError */
export async function lockConversation(tx: TenantTransaction, conversationId: string): Promise<Conversation> {
  const conversation = await tx.conversations.lock(conversationId);
  if (conversation === null) throw new NotFoundError(`There is no conversation ${conversationId}.`);
  return conversation;
}
