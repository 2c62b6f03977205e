import type { ToolGrant, Verdict, WaitQuestion, WaitVote } from "../../../contracts/approval.ts";
import type { Json } from "../../../contracts/json.ts";
import type { GrantStore, QuestionStore, VoteStore } from "../../../domain/approvals/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

interface VoteRow {
  wait_id: string;
  round: number;
  subject: string;
  person: string | null;
  verdict: Verdict;
  arguments_hash: string | null;
  answer: Json;
  voted_at: number;
}

export function createVoteStore(query: Query, tenantId: string): VoteStore {
  return {
    async add({ waitId, round, subject, person, verdict, argumentsHash, answer, atMs }) {
      const rows = await query(
        `insert into wait_votes (tenant_id, wait_id, round, subject, person, verdict, arguments_hash, answer, voted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning wait_id`,
        [tenantId, waitId, round, subject, person, verdict, argumentsHash, jsonText(answer), timestamp(atMs)],
      );
      return rows.length === 1;
    },
    async list(waitId) {
      const rows = await query<VoteRow>(
        "select * from wait_votes where wait_id = $1 order by round, voted_at, subject",
        [waitId],
      );
      return rows.map(voteOf);
    },
  };
}

function voteOf(row: VoteRow): WaitVote {
  const { wait_id: waitId, round, subject, verdict, arguments_hash: argumentsHash, answer } = row;
  const person = row.person ?? subject;
  return { waitId, round, subject, person, verdict, argumentsHash, answer, atMs: row.voted_at };
}

interface QuestionRow {
  wait_id: string;
  question_no: number;
  asked_by: string;
  question: string;
  asked_at: number;
  answered_by: string | null;
  answer: string | null;
  answered_at: number | null;
}

export function createQuestionStore(query: Query, tenantId: string): QuestionStore {
  return {
    async ask({ waitId, askedBy, question, askedAtMs }) {
      const [row] = await query<QuestionRow>(
        `insert into wait_questions (tenant_id, wait_id, question_no, asked_by, question, asked_at)
         select $1, $2, coalesce(max(question_no), 0) + 1, $3, $4::json, $5::timestamptz
         from wait_questions where wait_id = $2 returning *`,
        [tenantId, waitId, askedBy, jsonText(question), timestamp(askedAtMs)],
      );
      return questionOf(row!);
    },
    async answer(waitId, questionNo, { by, answer, atMs }) {
      const rows = await query(
        `update wait_questions set answered_by = $3, answer = $4, answered_at = $5
         where wait_id = $1 and question_no = $2 and answered_at is null returning wait_id`,
        [waitId, questionNo, by, jsonText(answer), timestamp(atMs)],
      );
      return rows.length === 1;
    },
    async list(waitId) {
      const rows = await query<QuestionRow>(
        "select * from wait_questions where wait_id = $1 order by question_no",
        [waitId],
      );
      return rows.map(questionOf);
    },
  };
}

function questionOf(row: QuestionRow): WaitQuestion {
  return {
    waitId: row.wait_id,
    questionNo: row.question_no,
    askedBy: row.asked_by,
    question: row.question,
    askedAtMs: row.asked_at,
    answeredBy: row.answered_by,
    answer: row.answer,
    answeredAtMs: row.answered_at,
  };
}

interface GrantRow {
  grant_id: string;
  tenant_id: string;
  run_id: string;
  node_path: string;
  tool: string;
  arguments_hash: string;
  wait_id: string;
  round: number;
  minted_at: number;
  consumed_at: number | null;
  idempotency_key: string | null;
}

export function createGrantStore(query: Query): GrantStore {
  return {
    async mint(grant) {
      await query(
        `insert into tool_grants (tenant_id, grant_id, run_id, node_path, tool, arguments_hash, wait_id, round, minted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          grant.tenantId,
          grant.grantId,
          grant.runId,
          grant.nodePath,
          grant.tool,
          grant.argumentsHash,
          grant.waitId,
          grant.round,
          timestamp(grant.mintedAtMs),
        ],
      );
    },
    async ofWait(waitId) {
      const [row] = await query<GrantRow>("select * from tool_grants where wait_id = $1", [waitId]);
      return row === undefined ? null : grantOf(row);
    },
    async consume({ waitId, runId, nodePath, tool, argumentsHash, idempotencyKey, atMs }) {
      const rows = await query(
        `update tool_grants set consumed_at = $7, idempotency_key = $6
         where wait_id = $1 and run_id = $2 and node_path = $3 and tool = $4 and arguments_hash = $5
           and consumed_at is null
         returning grant_id`,
        [waitId, runId, nodePath, tool, argumentsHash, idempotencyKey, timestamp(atMs)],
      );
      if (rows.length === 1) return "consumed";
      const again = await query(
        `select grant_id from tool_grants
         where wait_id = $1 and run_id = $2 and node_path = $3 and tool = $4 and arguments_hash = $5
           and idempotency_key = $6`,
        [waitId, runId, nodePath, tool, argumentsHash, idempotencyKey],
      );
      return again.length === 1 ? "again" : "refused";
    },
  };
}

function grantOf(row: GrantRow): ToolGrant {
  return {
    grantId: row.grant_id,
    tenantId: row.tenant_id,
    runId: row.run_id,
    nodePath: row.node_path,
    tool: row.tool,
    argumentsHash: row.arguments_hash,
    waitId: row.wait_id,
    round: row.round,
    mintedAtMs: row.minted_at,
    consumedAtMs: row.consumed_at,
    idempotencyKey: row.idempotency_key,
  };
}
