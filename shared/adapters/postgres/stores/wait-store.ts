import type { Json } from "../../../contracts/json.ts";
import type { Wait } from "../../../contracts/wait.ts";
import type { WaitStore } from "../../../domain/storage/ports.ts";
import { type StoredTerms, readTerms } from "../../../domain/waits/stored-terms.ts";
import { nullableTimestamp, timestamp } from "../column-values.ts";
import { readCursor } from "../cursor.ts";
import { jsonText } from "../json-text.ts";
import { pageOf, rowLimit } from "../page.ts";
import type { Query, SqlParameter } from "../session.ts";

interface WaitRow {
  wait_id: string;
  tenant_id: string;
  run_id: string;
  node_path: string;
  kind: Wait["kind"];
  question: string;
  form: Wait["form"];
  evidence: Wait["evidence"];
  allowed: Wait["allowed"];
  status: Wait["status"];
  opened_at: number;
  expires_at: number | null;
  decided_at: number | null;
  decided_by: string | null;
  answer: Json;
  terms: StoredTerms | null;
}

/** Stands for a token while no state waits. */
const nobodyWaits = "";

/** Everything of a wait but its task token. */
const columns = `waits.tenant_id, waits.wait_id, run_id, node_path, kind, question, form, evidence, allowed, status,
   opened_at, expires_at, decided_at, decided_by, answer, terms`;
const joined =
  "left join decisions on (decisions.tenant_id, decisions.wait_id) = (waits.tenant_id, waits.wait_id)";
const selectWaits = `select ${columns} from waits ${joined}`;

export function createWaitStore(query: Query): WaitStore {
  async function one(statement: string, parameters: SqlParameter[]): Promise<Wait | null> {
    const [row] = await query<WaitRow>(statement, parameters);
    return row === undefined ? null : waitOf(row);
  }

  return {
    async open(wait, taskToken) {
      const [opened] = await query<{ wait_id: string }>(
        `insert into waits (tenant_id, wait_id, run_id, node_path, kind, question, form, evidence, allowed, status,
           opened_at, expires_at, terms, task_token)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $11, $12, $13)
         on conflict (tenant_id, run_id, node_path) do update set
           task_token = case excluded.task_token when '' then waits.task_token else excluded.task_token end
         returning wait_id`,
        [...parametersOf(wait), taskToken ?? nobodyWaits],
      );
      // A statement of its own: it sees the answer of somebody for whose transaction the insert had to wait.
      const standing = await one(`${selectWaits} where waits.wait_id = $1`, [opened!.wait_id]);
      return standing!;
    },

    get: (waitId) => one(`${selectWaits} where waits.wait_id = $1`, [waitId]),

    // The row is locked first: what is read with it may not be older than the lock.
    async lock(waitId) {
      await query("select wait_id from waits where wait_id = $1 for update", [waitId]);
      return one(`${selectWaits} where waits.wait_id = $1`, [waitId]);
    },

    async setTerms(waitId, terms) {
      await query("update waits set terms = $2 where wait_id = $1", [
        waitId,
        jsonText(terms as unknown as Json),
      ]);
    },

    async keepTaskToken(waitId, taskToken) {
      const rows = await query("update waits set task_token = $2 where wait_id = $1 returning wait_id", [
        waitId,
        taskToken,
      ]);
      return rows.length === 1;
    },

    getByNode: (runId, nodePath) =>
      one(`${selectWaits} where run_id = $1 and node_path = $2`, [runId, nodePath]),

    async list({ status, runId }, limit, cursor) {
      const after = readCursor("waits", cursor);
      const rows = await query<WaitRow>(
        `${selectWaits}
         where ($1::text is null or status = $1)
           and ($2::text is null or run_id = $2)
           and ($3::timestamptz is null or (opened_at, waits.wait_id) > ($3, $4))
         order by opened_at, waits.wait_id limit $5`,
        [
          status ?? null,
          runId ?? null,
          nullableTimestamp(after?.atMs ?? null),
          after?.id ?? null,
          rowLimit(limit),
        ],
      );
      return pageOf("waits", rows.map(waitOf), limit, (wait) => ({ atMs: wait.openedAtMs, id: wait.waitId }));
    },

    async decide(waitId, { by, answer, atMs }) {
      const rows = await query(
        `with decided as (
           update waits set status = 'decided', settled_at = $4::timestamptz
           where wait_id = $1 and status = 'open' and (expires_at is null or expires_at > $4)
           returning tenant_id, wait_id)
         insert into decisions (tenant_id, wait_id, decided_by, answer, decided_at)
         select tenant_id, wait_id, $2, $3::json, $4 from decided
         returning wait_id`,
        [waitId, by, jsonText(answer), timestamp(atMs)],
      );
      return rows.length === 1;
    },

    async expire(waitId, atMs) {
      const rows = await query(
        `update waits set status = 'expired', settled_at = $2 where wait_id = $1 and status = 'open' returning wait_id`,
        [waitId, timestamp(atMs)],
      );
      return rows.length === 1;
    },

    async cancelOfRun(runId, atMs) {
      const rows = await query(
        `update waits set status = 'cancelled', settled_at = $2 where run_id = $1 and status = 'open'
         returning wait_id`,
        [runId, timestamp(atMs)],
      );
      return rows.length;
    },

    async taskToken(waitId) {
      const [row] = await query<{ task_token: string }>("select task_token from waits where wait_id = $1", [
        waitId,
      ]);
      return row === undefined || row.task_token === nobodyWaits ? null : row.task_token;
    },
  };
}

function parametersOf(wait: Wait): SqlParameter[] {
  return [
    wait.tenantId,
    wait.waitId,
    wait.runId,
    wait.nodePath,
    wait.kind,
    jsonText(wait.question),
    jsonText(wait.form),
    jsonText(wait.evidence),
    jsonText(wait.allowed),
    timestamp(wait.openedAtMs),
    nullableTimestamp(wait.expiresAtMs),
    jsonText(wait.terms),
  ];
}

function waitOf(row: WaitRow): Wait {
  return {
    waitId: row.wait_id,
    tenantId: row.tenant_id,
    runId: row.run_id,
    nodePath: row.node_path,
    kind: row.kind,
    question: row.question,
    form: row.form,
    evidence: row.evidence,
    allowed: row.allowed,
    status: row.status,
    openedAtMs: row.opened_at,
    expiresAtMs: row.expires_at,
    decidedAtMs: row.decided_at,
    decidedBy: row.decided_by,
    answer: row.answer,
    terms: readTerms(row.terms),
  };
}
