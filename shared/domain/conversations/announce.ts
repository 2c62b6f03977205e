import type { JsonObject } from "../../contracts/json.ts";
import type { OutboxMessage, OutboxTopic } from "../../contracts/run.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { addChecked, firstCheckSeconds } from "../workflows/outbox.ts";
import type { ConversationChecks } from "./ports.ts";

export interface Announcing {
  checks: ConversationChecks;
  nowMs: () => number;
  newId: () => string;
}

/**
 * Writes a message about a conversation into the transaction that it belongs to, with a check of the conversation, as
 * `addChecked` has it.
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
  await addChecked(tx, message, checks.checkAt(check, createdAtMs + firstCheckSeconds * 1000));
  return message;
}
