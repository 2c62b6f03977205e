import { NotFoundError } from "../../../contracts/errors.ts";
import type { Json } from "../../../contracts/json.ts";
import type { NodeResult } from "../../../contracts/run.ts";
import type { NodeResultStore } from "../../../domain/storage/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

interface NodeResultRow {
  run_id: string;
  node_path: string;
  node_type: NodeResult["nodeType"];
  status: NodeResult["status"];
  output: Json;
  error: NodeResult["error"];
  attempts: number;
  started_at: number;
  completed_at: number | null;
}

export function createNodeResultStore(query: Query, tenantId: string): NodeResultStore {
  async function get(runId: string, nodePath: string): Promise<NodeResult | null> {
    const rows = await query<NodeResultRow>(
      "select * from node_results where run_id = $1 and node_path = $2",
      [runId, nodePath],
    );
    return oneOf(rows);
  }

  return {
    get,

    async begin({ runId, nodePath, nodeType, status, startedAtMs }) {
      // A node that failed and begins again (a redrive) is under way again; one that completed stays completed.
      const rows = await query<NodeResultRow>(
        `insert into node_results as standing
           (tenant_id, run_id, node_path, node_type, status, attempts, started_at, seen_at)
         values ($1, $2, $3, $4, $5, 1, $6, $6)
         on conflict (tenant_id, run_id, node_path) do update set
           attempts = standing.attempts + 1,
           seen_at = excluded.seen_at,
           status = case standing.status when 'failed' then excluded.status else standing.status end,
           completed_at = case standing.status when 'failed' then null else standing.completed_at end,
           error = null
         returning *`,
        [tenantId, runId, nodePath, nodeType, status, timestamp(startedAtMs)],
      );
      return resultOf(rows[0]!);
    },

    async complete(runId, nodePath, output, atMs) {
      const rows = await query<NodeResultRow>(
        `update node_results set status = 'completed', output = $3, completed_at = $4, seen_at = $4
         where run_id = $1 and node_path = $2 and status in ('running', 'waiting') returning *`,
        [runId, nodePath, jsonText(output), timestamp(atMs)],
      );
      const standing = oneOf(rows) ?? (await get(runId, nodePath));
      if (standing === null) throw new NotFoundError(`Node ${nodePath} of run ${runId} has not begun.`);
      return standing;
    },

    async fail(runId, nodePath, error, atMs) {
      const rows = await query<NodeResultRow>(
        `update node_results set status = 'failed', error = $3, completed_at = $4, seen_at = $4
         where run_id = $1 and node_path = $2 and status in ('running', 'waiting') returning *`,
        [runId, nodePath, jsonText(error), timestamp(atMs)],
      );
      return oneOf(rows) ?? (await get(runId, nodePath));
    },

    async list(runId) {
      const rows = await query<NodeResultRow>(
        "select * from node_results where run_id = $1 order by started_at, node_path",
        [runId],
      );
      return rows.map(resultOf);
    },
  };
}

function oneOf([row]: NodeResultRow[]): NodeResult | null {
  return row === undefined ? null : resultOf(row);
}

function resultOf(row: NodeResultRow): NodeResult {
  return {
    runId: row.run_id,
    nodePath: row.node_path,
    nodeType: row.node_type,
    status: row.status,
    output: row.output,
    error: row.error,
    attempts: row.attempts,
    startedAtMs: row.started_at,
    completedAtMs: row.completed_at,
  };
}
