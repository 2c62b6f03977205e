import type { OutboxWriter } from "../../../domain/storage/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

export function createOutboxWriter(query: Query): OutboxWriter {
  return {
    async add({ id, tenantId, topic, body, createdAtMs }) {
      await query(
        "insert into outbox (tenant_id, message_id, topic, body, created_at) values ($1, $2, $3, $4, $5)",
        [tenantId, id, topic, jsonText(body), timestamp(createdAtMs)],
      );
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
