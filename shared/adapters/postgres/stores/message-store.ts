import type { Message } from "../../../contracts/conversation.ts";
import type { MessageStore } from "../../../domain/conversations/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

interface MessageRow {
  conversation_id: string;
  seq: number;
  message_id: string;
  sender: Message["sender"];
  sender_id: string | null;
  posted_by: string | null;
  body: string;
  is_private: boolean;
  created_at: number;
}

export function createMessageStore(query: Query, tenantId: string): MessageStore {
  return {
    async insert(message) {
      await query(
        `insert into messages (tenant_id, conversation_id, seq, message_id, sender, sender_id, posted_by, body, is_private,
           created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          tenantId,
          message.conversationId,
          message.seq,
          message.messageId,
          message.sender,
          message.senderId,
          message.postedBy,
          jsonText(message.text),
          String(message.isPrivate),
          timestamp(message.createdAtMs),
        ],
      );
    },

    async get(conversationId, messageId) {
      const [row] = await query<MessageRow>(
        "select * from messages where conversation_id = $1 and message_id = $2",
        [conversationId, messageId],
      );
      return row === undefined ? null : messageOf(row);
    },

    async list(conversationId, afterSeq, limit, audience = "desk") {
      const rows = await query<MessageRow>(
        `select * from messages where conversation_id = $1 and seq > $2 and ($4 = 'desk' or not is_private)
         order by seq limit $3`,
        [conversationId, afterSeq, limit, audience],
      );
      return rows.map(messageOf);
    },

    async postersOf(conversationId, uptoSeq) {
      const rows = await query<{ posted_by: string }>(
        `select distinct posted_by from messages
         where conversation_id = $1 and seq <= $2 and sender = 'customer' and posted_by is not null`,
        [conversationId, uptoSeq],
      );
      return rows.map((row) => row.posted_by).toSorted();
    },
  };
}

function messageOf(row: MessageRow): Message {
  return {
    messageId: row.message_id,
    conversationId: row.conversation_id,
    seq: row.seq,
    sender: row.sender,
    senderId: row.sender_id,
    postedBy: row.posted_by,
    text: row.body,
    isPrivate: row.is_private,
    createdAtMs: row.created_at,
  };
}
