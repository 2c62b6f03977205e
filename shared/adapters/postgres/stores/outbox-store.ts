import type { JsonObject } from "../../../contracts/json.ts";
import type { OutboxMessage, OutboxTopic } from "../../../contracts/run.ts";
import type { OutboxStore } from "../../../domain/storage/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

export interface MessageRow {
  tenant_id: string;
  message_id: string;
  run_id: string | null;
  conversation_id: string | null;
  topic: OutboxTopic;
  body: JsonObject;
  created_at: number;
}

export const messageColumns = "tenant_id, message_id, run_id, conversation_id, topic, body, created_at";

export function createOutboxStore(query: Query): OutboxStore {
  return {
    async add({ id, tenantId, runId, conversationId = null, topic, body, createdAtMs }) {
      await query(`insert into outbox (${messageColumns}) values ($1, $2, $3, $4, $5, $6, $7)`, [
        tenantId,
        id,
        runId,
        conversationId,
        topic,
        jsonText(body),
        timestamp(createdAtMs),
      ]);
    },

    async unsentOfRun(runId) {
      const rows = await query<MessageRow>(
        `select ${messageColumns} from outbox where run_id = $1 and sent_at is null order by created_at, message_id`,
        [runId],
      );
      return rows.map(messageOf);
    },

    async unsentOfConversation(conversationId) {
      const rows = await query<MessageRow>(
        `select ${messageColumns} from outbox where conversation_id = $1 and sent_at is null
         order by created_at, message_id`,
        [conversationId],
      );
      return rows.map(messageOf);
    },

    async markSent(ids, atMs) {
      await query(
        `update outbox set sent_at = $2
         where sent_at is null and message_id in (select json_array_elements_text($1::json))`,
        [jsonText(ids), timestamp(atMs)],
      );
    },
  };
}

export function messageOf(row: MessageRow): OutboxMessage {
  return {
    id: row.message_id,
    tenantId: row.tenant_id,
    runId: row.run_id,
    ...(row.conversation_id !== null && { conversationId: row.conversation_id }),
    topic: row.topic,
    body: row.body,
    createdAtMs: row.created_at,
  };
}
