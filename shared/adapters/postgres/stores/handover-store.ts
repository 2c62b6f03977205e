import { NotFoundError } from "../../../contracts/errors.ts";
import type { QueuedHandover } from "../../../contracts/human-agent.ts";
import { priorityWorthMs } from "../../../domain/queue/plan-assignments.ts";
import type { HandoverStore } from "../../../domain/queue/ports.ts";
import { nullableTimestamp, timestamp } from "../column-values.ts";
import { readCursor } from "../cursor.ts";
import { jsonText } from "../json-text.ts";
import { pageOf, rowLimit } from "../page.ts";
import type { Query, SqlParameter } from "../session.ts";
import { createAssignments } from "./handover-assignments.ts";

interface HandoverRow {
  tenant_id: string;
  handover_id: string;
  conversation_id: string;
  episode: number;
  turn: number;
  run_id: string | null;
  reason: QueuedHandover["reason"];
  context: QueuedHandover["context"];
  required_skills: string[];
  priority: number;
  status: QueuedHandover["status"];
  assigned_to: string | null;
  version: number;
  queued_at: number;
  assigned_at: number | null;
  reacted_at: number | null;
  first_response_at: number | null;
  closed_at: number | null;
  first_response_due_at: number | null;
  resolution_due_at: number | null;
  escalated_at: number | null;
}

/** Everything of a handover but its task tokens. */
const columns = `tenant_id, handover_id, conversation_id, episode, turn, run_id, reason, context, required_skills,
   priority, status, assigned_to, version, queued_at, assigned_at, reacted_at, first_response_at, closed_at,
   first_response_due_at, resolution_due_at, escalated_at`;
/** Whether `able.skills` holds all that is required; as they are written, because text cannot hold U+0000. */
const fits = `not exists (
  select 1 from json_array_elements(required_skills) as needed (skill)
  where needed.skill::text not in (select owned.skill::text from json_array_elements(able.skills) as owned (skill)))`;
const selectHandovers = `select ${columns} from handovers`;

export function createHandoverStore(query: Query, tenantId: string): HandoverStore {
  async function many(statement: string, parameters: SqlParameter[]): Promise<QueuedHandover[]> {
    return (await query<HandoverRow>(statement, parameters)).map(handoverOf);
  }
  async function one(statement: string, parameters: SqlParameter[]): Promise<QueuedHandover | null> {
    return (await many(statement, parameters))[0] ?? null;
  }

  return {
    ...createAssignments(query, tenantId),

    async insert(handover) {
      const { conversationId, episode, turn, runId, reason, context, requiredSkills } = handover;
      await query(
        `insert into handovers (handover_id, priority, status, assigned_to, version, queued_at, assigned_at, reacted_at,
           first_response_at, closed_at, first_response_due_at, resolution_due_at, escalated_at, tenant_id,
           conversation_id, episode, turn, run_id, reason, context, required_skills)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
        [
          ...changingParameters(handover),
          handover.tenantId,
          conversationId,
          episode,
          turn,
          runId,
          reason,
          jsonText(context),
          jsonText(requiredSkills),
        ],
      );
    },

    get: (handoverId) => one(`${selectHandovers} where handover_id = $1`, [handoverId]),

    ofTurn: (conversationId, episode, turn) =>
      one(`${selectHandovers} where conversation_id = $1 and episode = $2 and turn = $3`, [
        conversationId,
        episode,
        turn,
      ]),

    lock: (handoverId) => one(`${selectHandovers} where handover_id = $1 for update`, [handoverId]),

    async save(handover) {
      const rows = await query(
        `update handovers set priority = $2, status = $3, assigned_to = $4, version = $5, queued_at = $6,
           assigned_at = $7, reacted_at = $8, first_response_at = $9, closed_at = $10, first_response_due_at = $11,
           resolution_due_at = $12, escalated_at = $13
         where handover_id = $1 returning 1`,
        changingParameters(handover),
      );
      if (rows.length === 0) throw new NotFoundError("There is no such handover.");
    },

    async list({ status, assignedTo }, limit, cursor) {
      const after = readCursor("handovers", cursor);
      const found = await many(
        `${selectHandovers}
         where ($1::text is null or status = $1)
           and ($2::text is null or assigned_to = $2)
           and ($3::timestamptz is null or (queued_at, handover_id) > ($3, $4))
         order by queued_at, handover_id limit $5`,
        [
          status ?? null,
          assignedTo ?? null,
          nullableTimestamp(after?.atMs ?? null),
          after?.id ?? null,
          rowLimit(limit),
        ],
      );
      return pageOf("handovers", found, limit, (handover) => ({
        atMs: handover.queuedAtMs,
        id: handover.handoverId,
      }));
    },

    async keepTaskToken(handoverId, taskToken) {
      await query(
        `update handovers set task_tokens = (task_tokens - $2::text) || to_jsonb($2::text) where handover_id = $1`,
        [handoverId, taskToken],
      );
    },

    async taskTokens(handoverId) {
      const [row] = await query<{ task_tokens: string[] }>(
        "select task_tokens from handovers where handover_id = $1",
        [handoverId],
      );
      return row?.task_tokens ?? [];
    },

    waiting: (limit, skillSets) =>
      many(
        `${selectHandovers} where status = 'queued' and task_tokens <> '[]'
           and ($3::json is null or exists (select 1 from json_array_elements($3::json) as able (skills) where ${fits}))
         order by queued_at - priority * $1::float8 * interval '1 millisecond', handover_id limit $2`,
        [priorityWorthMs, limit, skillSets === undefined ? null : jsonText(skillSets)],
      ),

    assignedTo: (humanAgentId) =>
      many(`${selectHandovers} where assigned_to = $1 and status = 'assigned' order by handover_id`, [
        humanAgentId,
      ]),
  };
}

/** The id, and what changes in a handover's life. */
function changingParameters(handover: QueuedHandover): SqlParameter[] {
  return [
    handover.handoverId,
    handover.priority,
    handover.status,
    handover.assignedTo,
    handover.version,
    timestamp(handover.queuedAtMs),
    nullableTimestamp(handover.assignedAtMs),
    nullableTimestamp(handover.reactedAtMs),
    nullableTimestamp(handover.firstResponseAtMs),
    nullableTimestamp(handover.closedAtMs),
    nullableTimestamp(handover.firstResponseDueAtMs),
    nullableTimestamp(handover.resolutionDueAtMs),
    nullableTimestamp(handover.escalatedAtMs),
  ];
}

function handoverOf(row: HandoverRow): QueuedHandover {
  return {
    handoverId: row.handover_id,
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    episode: row.episode,
    turn: row.turn,
    runId: row.run_id,
    reason: row.reason,
    context: row.context,
    requiredSkills: row.required_skills,
    priority: row.priority,
    status: row.status,
    assignedTo: row.assigned_to,
    version: row.version,
    queuedAtMs: row.queued_at,
    assignedAtMs: row.assigned_at,
    reactedAtMs: row.reacted_at,
    firstResponseAtMs: row.first_response_at,
    closedAtMs: row.closed_at,
    firstResponseDueAtMs: row.first_response_due_at,
    resolutionDueAtMs: row.resolution_due_at,
    escalatedAtMs: row.escalated_at,
  };
}
