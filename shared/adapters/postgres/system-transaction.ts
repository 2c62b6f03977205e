import type { JsonObject } from "../../contracts/json.ts";
import type { OutboxMessage, OutboxTopic } from "../../contracts/run.ts";
import type { SystemTransaction } from "../../domain/storage/ports.ts";
import { timestamp } from "./column-values.ts";
import type { Query } from "./session.ts";
import { apiKeyOf, type ApiKeyRow } from "./stores/api-key-store.ts";

interface MessageRow {
  tenant_id: string;
  message_id: string;
  topic: OutboxTopic;
  body: JsonObject;
  created_at: number;
}

/** What may be asked across tenants, as `hil_system`, which is granted these tables and columns only. */
export function createSystemTransaction(query: Query): SystemTransaction {
  return {
    async unsentMessages(createdBeforeMs, limit) {
      const rows = await query<MessageRow>(
        `select tenant_id, message_id, topic, body, created_at from outbox
         where sent_at is null and created_at < $1 order by created_at, message_id limit $2`,
        [timestamp(createdBeforeMs), limit],
      );
      return rows.map(messageOf);
    },

    async silentRuns(beforeMs, limit) {
      const rows = await query<{ tenant_id: string; run_id: string; workflow_name: string }>(
        `select tenant_id, run_id, workflow_name from runs
         where status = 'running' and started_at < $1
           and not exists (select from waits where ${sameRun("waits")} and waits.status = 'open')
           and not exists (select from node_results where ${sameRun("node_results")} and seen_at >= $1)
           and not exists (select from agent_steps where ${sameRun("agent_steps")} and ended_at >= $1)
         order by started_at, run_id limit $2`,
        [timestamp(beforeMs), limit],
      );
      return rows.map((row) => ({
        tenantId: row.tenant_id,
        runId: row.run_id,
        workflowName: row.workflow_name,
      }));
    },

    async findApiKeyByHash(hash) {
      const [row] = await query<ApiKeyRow>("select * from api_keys where hash = $1", [hash]);
      return row === undefined ? null : apiKeyOf(row);
    },

    async deleteExpired(beforeMs) {
      const [row] = await query<{ deleted: number }>(
        `with old_keys as (delete from idempotency_keys where started_at < $1 returning 1),
           old_messages as (delete from outbox where sent_at < $1 returning 1)
         select (select count(*) from old_keys) + (select count(*) from old_messages) as deleted`,
        [timestamp(beforeMs)],
      );
      return row?.deleted ?? 0;
    },
  };
}

function sameRun(table: "waits" | "node_results" | "agent_steps"): string {
  return `(${table}.tenant_id, ${table}.run_id) = (runs.tenant_id, runs.run_id)`;
}

function messageOf(row: MessageRow): OutboxMessage {
  return {
    id: row.message_id,
    tenantId: row.tenant_id,
    topic: row.topic,
    body: row.body,
    createdAtMs: row.created_at,
  };
}
