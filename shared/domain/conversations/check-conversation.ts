import type { ConversationCheck } from "../../contracts/conversation.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import { assignWaiting } from "../queue/assign-waiting.ts";
import { checkHandover } from "../queue/check-handover.ts";
import type { DeskServices } from "../queue/desk-transaction.ts";
import { sendOutbox } from "../workflows/outbox.ts";
import type { CommandSender } from "../workflows/ports.ts";

/**
 * Looks after one conversation some time after something was accepted for it: sends what stayed unsent, does what is due
 * for its handover, and gives that to somebody if it waits. Done twice, it changes nothing.
 */
export async function checkConversation(
  { tenantId, conversationId, handover: asked }: ConversationCheck,
  services: DeskServices & { commands: CommandSender },
): Promise<void> {
  const { database } = services;
  const send = (messages: OutboxMessage[]) => sendOutbox(messages, services);
  await send(await database.tenant(tenantId, (tx) => tx.outbox.unsentOfConversation(conversationId)));
  if (asked === null) return;
  const { handover, messages } = await checkHandover({ tenantId, ...asked }, services);
  await send(messages);
  if (handover.status === "queued") await assignWaiting(tenantId, services);
}
