import type { Conversation } from "../../contracts/conversation.ts";
import type { TenantTransaction } from "../storage/ports.ts";

/**
 * Every person whose words the next turn's run may work on, or does in a conversation's memory: the customer, who opened it
 * and stated its metadata, who wrote in the customer's name, and who wrote the instruction with which it was handed back.
 */
export async function requestersOfTurn(tx: TenantTransaction, conversation: Conversation): Promise<string[]> {
  const { conversationId, customerId, openedBy, instructedBy, lastSeq } = conversation;
  const posters = await tx.messages.postersOf(conversationId, lastSeq);
  const persons = [customerId, openedBy, instructedBy, ...posters].filter((person) => person !== null);
  return [...new Set(persons)];
}
