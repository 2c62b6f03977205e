import type { Conversation } from "../../../contracts/conversation.ts";
import { NotFoundError } from "../../../contracts/errors.ts";
import type { ConversationStore } from "../../../domain/conversations/ports.ts";
import { nullableTimestamp, timestamp } from "../column-values.ts";
import { readCursor } from "../cursor.ts";
import { jsonText, nullableJsonText } from "../json-text.ts";
import { pageOf, rowLimit } from "../page.ts";
import type { Query, SqlParameter } from "../session.ts";

interface ConversationRow {
  tenant_id: string;
  conversation_id: string;
  customer_id: string;
  opened_by: string | null;
  channel: Conversation["channel"];
  workflow_id: string;
  status: Conversation["status"];
  episode: number;
  turn: number;
  last_seq: number;
  last_customer_seq: number;
  seen_seq: number;
  run_id: string | null;
  execution_turn: number;
  execution_attempt: number;
  handover_id: string | null;
  instruction: string | null;
  instructed_by: string | null;
  metadata: Conversation["metadata"];
  created_at: number;
  updated_at: number;
  closed_at: number | null;
  satisfaction: number | null;
  next_look_at: number | null;
  revision: number;
}

export function createConversationStore(query: Query): ConversationStore {
  async function one(statement: string, conversationId: string): Promise<Conversation | null> {
    const [row] = await query<ConversationRow>(statement, [conversationId]);
    return row === undefined ? null : conversationOf(row);
  }

  return {
    async insert(conversation) {
      const { tenantId, customerId, openedBy, channel, workflowId, metadata, createdAtMs } = conversation;
      await query(
        `insert into conversations (conversation_id, status, episode, turn, last_seq, last_customer_seq, seen_seq, run_id,
           handover_id, instruction, instructed_by, updated_at, closed_at, satisfaction, revision, execution_turn,
           execution_attempt, next_look_at, tenant_id, customer_id, opened_by, channel, workflow_id, metadata, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
           $23, $24, $25)`,
        [
          ...changingParameters(conversation),
          tenantId,
          customerId,
          openedBy,
          channel,
          workflowId,
          jsonText(metadata),
          timestamp(createdAtMs),
        ],
      );
    },

    get: (conversationId) => one("select * from conversations where conversation_id = $1", conversationId),

    lock: (conversationId) =>
      one("select * from conversations where conversation_id = $1 for update", conversationId),

    async save(conversation) {
      const rows = await query(
        `update conversations set status = $2, episode = $3, turn = $4, last_seq = $5, last_customer_seq = $6,
           seen_seq = $7, run_id = $8, handover_id = $9, instruction = $10, instructed_by = $11, updated_at = $12,
           closed_at = $13, satisfaction = $14, revision = $15, execution_turn = $16, execution_attempt = $17,
           next_look_at = $18
         where conversation_id = $1 returning 1`,
        changingParameters(conversation),
      );
      if (rows.length === 0) throw new NotFoundError("There is no such conversation.");
    },

    async list({ status, customerId }, limit, cursor) {
      const after = readCursor("conversations", cursor);
      const rows = await query<ConversationRow>(
        `select * from conversations
         where ($1::text is null or status = $1)
           and ($2::text is null or customer_id = $2)
           and ($3::timestamptz is null or (updated_at, conversation_id) < ($3, $4))
         order by updated_at desc, conversation_id desc limit $5`,
        [
          status ?? null,
          customerId ?? null,
          nullableTimestamp(after?.atMs ?? null),
          after?.id ?? null,
          rowLimit(limit),
        ],
      );
      return pageOf("conversations", rows.map(conversationOf), limit, (conversation) => ({
        atMs: conversation.updatedAtMs,
        id: conversation.conversationId,
      }));
    },
  };
}

/** The id, and what changes in a conversation's life. */
function changingParameters(conversation: Conversation): SqlParameter[] {
  return [
    conversation.conversationId,
    conversation.status,
    conversation.episode,
    conversation.turn,
    conversation.lastSeq,
    conversation.lastCustomerSeq,
    conversation.seenSeq,
    conversation.runId,
    conversation.handoverId,
    nullableJsonText(conversation.instruction),
    conversation.instructedBy,
    timestamp(conversation.updatedAtMs),
    nullableTimestamp(conversation.closedAtMs),
    conversation.satisfaction,
    conversation.revision,
    conversation.execution.turn,
    conversation.execution.attempt,
    nullableTimestamp(conversation.nextLookAtMs),
  ];
}

function conversationOf(row: ConversationRow): Conversation {
  return {
    conversationId: row.conversation_id,
    tenantId: row.tenant_id,
    customerId: row.customer_id,
    openedBy: row.opened_by,
    channel: row.channel,
    workflowId: row.workflow_id,
    status: row.status,
    episode: row.episode,
    turn: row.turn,
    lastSeq: row.last_seq,
    lastCustomerSeq: row.last_customer_seq,
    seenSeq: row.seen_seq,
    runId: row.run_id,
    execution: { turn: row.execution_turn, attempt: row.execution_attempt },
    handoverId: row.handover_id,
    instruction: row.instruction,
    instructedBy: row.instructed_by,
    metadata: row.metadata,
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
    closedAtMs: row.closed_at,
    satisfaction: row.satisfaction,
    nextLookAtMs: row.next_look_at,
    revision: row.revision,
  };
}
