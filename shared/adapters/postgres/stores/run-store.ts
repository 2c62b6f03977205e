import { NotFoundError } from "../../../contracts/errors.ts";
import type { JsonObject } from "../../../contracts/json.ts";
import type { Handover, Run, RunStatus } from "../../../contracts/run.ts";
import type { RunStore } from "../../../domain/storage/ports.ts";
import { nullableTimestamp, timestamp } from "../column-values.ts";
import { readCursor } from "../cursor.ts";
import { jsonText, nullableJsonText } from "../json-text.ts";
import { pageOf, rowLimit } from "../page.ts";
import type { Query } from "../session.ts";

interface RunRow {
  tenant_id: string;
  run_id: string;
  workflow_name: string;
  workflow_version: string;
  workflow_digest: string;
  deployed: boolean;
  conversation_id: string | null;
  input: JsonObject;
  context: JsonObject;
  status: RunStatus;
  decision: Run["decision"];
  handover: Handover | null;
  error: Run["error"];
  requested_by: string;
  requesters: string[] | null;
  accepted_at: number;
  started_at: number | null;
  completed_at: number | null;
  consecutive_errors: number;
}

export function createRunStore(query: Query): RunStore {
  return {
    async insert(run) {
      await query(
        `insert into runs (tenant_id, run_id, workflow_name, workflow_version, workflow_digest, deployed, conversation_id,
           input, context, status, decision, handover, error, requested_by, requesters, accepted_at, started_at,
           completed_at, consecutive_errors)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
        parametersOf(run),
      );
    },

    async get(runId) {
      const [row] = await query<RunRow>("select * from runs where run_id = $1", [runId]);
      return row === undefined ? null : runOf(row);
    },

    async hold(runId) {
      const [row] = await query<RunRow>("select * from runs where run_id = $1 for share", [runId]);
      return row === undefined ? null : runOf(row);
    },

    async list({ status, workflowName, conversationId }, limit, cursor) {
      const after = readCursor("runs", cursor);
      const rows = await query<RunRow>(
        `select * from runs
         where ($1::text is null or status = $1)
           and ($2::text is null or workflow_name = $2)
           and ($3::text is null or conversation_id = $3)
           and ($4::timestamptz is null or (accepted_at, run_id) < ($4, $5))
         order by accepted_at desc, run_id desc limit $6`,
        [
          status ?? null,
          workflowName ?? null,
          conversationId ?? null,
          nullableTimestamp(after?.atMs ?? null),
          after?.id ?? null,
          rowLimit(limit),
        ],
      );
      return pageOf("runs", rows.map(runOf), limit, (run) => ({ atMs: run.acceptedAtMs, id: run.runId }));
    },

    async markStarted(runId, atMs) {
      const rows = await query(
        `update runs set status = 'running', started_at = $2 where run_id = $1 and status = 'queued' returning run_id`,
        [runId, timestamp(atMs)],
      );
      return rows.length === 1;
    },

    async setRevision(runId, { version, digest }) {
      await query("update runs set workflow_version = $2, workflow_digest = $3 where run_id = $1", [
        runId,
        version,
        digest,
      ]);
    },

    async end(runId, { status, decision, handover, error }, atMs) {
      const rows = await query(
        `update runs set status = $2, decision = $3, handover = $4, error = $5, completed_at = $6
         where run_id = $1 and status in ('queued', 'running') returning run_id`,
        [runId, status, decision, nullableJsonText(handover), nullableJsonText(error), timestamp(atMs)],
      );
      return rows.length === 1;
    },

    async countError(runId, failed) {
      const [row] = await query<Pick<RunRow, "consecutive_errors">>(
        `update runs set consecutive_errors = case when $2 = 'failed' then consecutive_errors + 1 else 0 end
         where run_id = $1 returning consecutive_errors`,
        [runId, failed ? "failed" : "succeeded"],
      );
      if (row === undefined) throw new NotFoundError(`There is no run ${runId}.`);
      return row.consecutive_errors;
    },

    async setConsecutiveErrors(runId, count) {
      await query("update runs set consecutive_errors = $2 where run_id = $1", [runId, count]);
    },

    async consecutiveErrorsOfConversation(conversationId) {
      const [row] = await query<Pick<RunRow, "consecutive_errors">>(
        `select consecutive_errors from runs where conversation_id = $1 and completed_at is not null
         order by completed_at desc, accepted_at desc, run_id desc limit 1`,
        [conversationId],
      );
      return row?.consecutive_errors ?? 0;
    },
  };
}

function parametersOf(run: Run): (string | number | null)[] {
  return [
    run.tenantId,
    run.runId,
    run.workflowName,
    run.workflowVersion,
    run.workflowDigest,
    String(run.deployed),
    run.conversationId,
    jsonText(run.input),
    jsonText(run.context),
    run.status,
    run.decision,
    nullableJsonText(run.handover),
    nullableJsonText(run.error),
    run.requestedBy,
    jsonText(run.requesters),
    timestamp(run.acceptedAtMs),
    nullableTimestamp(run.startedAtMs),
    nullableTimestamp(run.completedAtMs),
    run.consecutiveErrors,
  ];
}

function runOf(row: RunRow): Run {
  return {
    runId: row.run_id,
    tenantId: row.tenant_id,
    workflowName: row.workflow_name,
    workflowVersion: row.workflow_version,
    workflowDigest: row.workflow_digest,
    deployed: row.deployed,
    conversationId: row.conversation_id,
    input: row.input,
    context: row.context,
    status: row.status,
    decision: row.decision,
    handover: row.handover,
    error: row.error,
    requestedBy: row.requested_by,
    requesters: row.requesters ?? [row.requested_by],
    acceptedAtMs: row.accepted_at,
    startedAtMs: row.started_at,
    completedAtMs: row.completed_at,
    consecutiveErrors: row.consecutive_errors,
  };
}
