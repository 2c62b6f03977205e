import type { JsonObject } from "../../contracts/json.ts";
import type { OutboxMessage, OutboxTopic } from "../../contracts/run.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import type { ConversationChecks } from "./ports.ts";

/** Later than any request or transaction can take, so that the check never comes before the commit it is for. */
const firstCheckMs = 60_000;

export interface Announcing {
  checks: ConversationChecks;
  nowMs: () => number;
  newId: () => string;
}

/**
 * Writes a message about a conversation into the transaction that it belongs to. A check of the conversation is on its way
 * before that commits, so that a message which its process did not live to send is sent all the same.
 * @returns the message, to be sent after the commit
 */
export async function announce(
  tx: TenantTransaction,
  topic: OutboxTopic,
  about: { tenantId: string; conversationId: string },
  body: JsonObject,
  { checks, nowMs, newId }: Announcing,
): Promise<OutboxMessage> {
  const { tenantId, conversationId } = about;
  const createdAtMs = nowMs();
  const message = { id: newId(), tenantId, runId: null, conversationId, topic, body, createdAtMs };
  const check = { tenantId, conversationId, handover: null };
  await Promise.all([checks.checkAt(check, createdAtMs + firstCheckMs), tx.outbox.add(message)]);
  return message;
}
