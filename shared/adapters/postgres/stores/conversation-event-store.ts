import type { ConversationEvent } from "../../../contracts/conversation.ts";
import { customerEventTypes } from "../../../domain/conversations/audience.ts";
import type { ConversationEventStore } from "../../../domain/conversations/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

interface EventRow {
  conversation_id: string;
  revision: number;
  type: ConversationEvent["type"];
  data: ConversationEvent["data"];
  created_at: number;
}

export function createConversationEventStore(query: Query, tenantId: string): ConversationEventStore {
  return {
    async add({ conversationId, revision, type, data, atMs }) {
      await query(
        `insert into conversation_events (tenant_id, conversation_id, revision, type, data, created_at)
         values ($1, $2, $3, $4, $5, $6)`,
        [tenantId, conversationId, revision, type, jsonText(data), timestamp(atMs)],
      );
    },

    async list(conversationId, afterRevision, limit, audience = "desk") {
      const rows = await query<EventRow>(
        `select * from conversation_events
         where conversation_id = $1 and revision > $2
           and ($4 = 'desk' or (type in (select json_array_elements_text($5::json))
             and data ->> 'is_private' is distinct from 'true'))
         order by revision limit $3`,
        [conversationId, afterRevision, limit, audience, jsonText(customerEventTypes)],
      );
      return rows.map((row) => ({
        conversationId: row.conversation_id,
        revision: row.revision,
        type: row.type,
        data: row.data,
        atMs: row.created_at,
      }));
    },
  };
}
