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
  topic: OutboxTopic;
  body: JsonObject;
  created_at: number;
}

export const messageColumns = "tenant_id, message_id, run_id, topic, body, created_at";

export function createOutboxStore(query: Query): OutboxStore {
  return {
    async add({ id, tenantId, runId, topic, body, createdAtMs }) {
      await query(
        `insert into outbox (tenant_id, message_id, run_id, topic, body, created_at)
         values ($1, $2, $3, $4, $5, $6)`,
        [tenantId, id, runId, topic, jsonText(body), timestamp(createdAtMs)],
      );
    },

    async unsentOfRun(runId) {
      const rows = await query<MessageRow>(
        `select ${messageColumns} from outbox where run_id = $1 and sent_at is null order by created_at, message_id`,
        [runId],
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

/** Rows that an earlier release wrote have no run id. */
export function messageOf(row: MessageRow): OutboxMessage {
  return {
    id: row.message_id,
    tenantId: row.tenant_id,
    runId: row.run_id ?? "",
    topic: row.topic,
    body: row.body,
    createdAtMs: row.created_at,
  };
}
