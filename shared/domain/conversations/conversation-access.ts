import type { Conversation } from "../../contracts/conversation.ts";
import { NotAllowedError, NotFoundError } from "../../contracts/errors.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { TenantTransaction } from "../storage/ports.ts";

/** Who may not read all conversations is a customer, who sees their own, without what people at the desk tell each other. */
export function readsAll({ scopes }: Principal): boolean {
  return scopes.includes("conversations:read");
}

/** @throws NotFoundError also for somebody else's */
export async function findConversation(
  tx: TenantTransaction,
  principal: Principal,
  conversationId: string,
): Promise<Conversation> {
  const conversation = await tx.conversations.get(conversationId);
  const isTheirs =
    conversation !== null && (readsAll(principal) || conversation.customerId === principal.subject);
  if (!isTheirs) throw new NotFoundError("There is no such conversation.");
  return conversation;
}

/** Whose conversation a principal may open: a customer their own. @throws NotAllowedError */
export function customerOf(principal: Principal, stated: string | undefined): string {
  const customerId = stated ?? principal.subject;
  if (customerId === principal.subject || readsAll(principal)) return customerId;
  throw new NotAllowedError("You may open your own conversations only.");
}
