import type { AgentStep, RecordedStep } from "../../../contracts/step-log.ts";
import type { StepStore } from "../../../domain/storage/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query, SqlParameter } from "../session.ts";

interface StepRow {
  node_path: string;
  step_no: number;
  started_at: number;
  step: AgentStep;
}

export function createStepStore(query: Query, tenantId: string): StepStore {
  return {
    async list(runId, nodePath) {
      const rows = await query<StepRow>(
        "select * from agent_steps where run_id = $1 and node_path = $2 order by step_no",
        [runId, nodePath],
      );
      return rows.map(stepOf);
    },

    async record(runId, nodePath, step) {
      const { statement, parameters } = insertOf(tenantId, runId, nodePath, step);
      const [inserted] = await query<StepRow>(statement, parameters);
      if (inserted !== undefined) return stepOf(inserted);
      const [standing] = await query<StepRow>(
        "select * from agent_steps where run_id = $1 and node_path = $2 and step_no = $3",
        [runId, nodePath, step.stepNo],
      );
      return stepOf(standing!);
    },

    async listOfRun(runId) {
      const rows = await query<StepRow>(
        "select * from agent_steps where run_id = $1 order by node_path, step_no",
        [runId],
      );
      return rows.map((row) => ({ nodePath: row.node_path, step: stepOf(row) }));
    },
  };
}

const insertStep = `insert into agent_steps (tenant_id, run_id, node_path, step_no, step, started_at, ended_at)
   values ($1, $2, $3, $4, $5, $6, $7)
   on conflict (tenant_id, run_id, node_path, step_no) do nothing returning *`;

/** A model's step is entered in the ledger by the statement that records it: exactly once, or not at all. */
const insertModelStep = `with recorded as (${insertStep}), entered as (
   insert into llm_routing_decisions (tenant_id, run_id, node_path, step_no, selected_provider, selected_model,
     input_tokens, cached_input_tokens, output_tokens, cost_usd, latency_ms, created_at)
   select tenant_id, run_id, node_path, step_no, $8, $9, $10::bigint, $11::bigint, $12::bigint, $13::numeric,
     $14::numeric, ended_at
   from recorded)
 select * from recorded`;

function insertOf(
  tenantId: string,
  runId: string,
  nodePath: string,
  { stepNo, startedAtMs, step }: RecordedStep,
) {
  const durationMs = step.kind === "model" ? step.response.latencyMs : step.durationMs;
  const times = [timestamp(startedAtMs), timestamp(startedAtMs + durationMs)];
  const parameters: SqlParameter[] = [tenantId, runId, nodePath, stepNo, jsonText(step), ...times];
  if (step.kind === "tool") return { statement: insertStep, parameters };
  const { provider, model, usage, costUsd, latencyMs } = step.response;
  const { inputTokens, cachedInputTokens, outputTokens } = usage;
  const ledger = [provider, model, inputTokens, cachedInputTokens, outputTokens, costUsd, latencyMs];
  return { statement: insertModelStep, parameters: [...parameters, ...ledger] };
}

function stepOf(row: StepRow): RecordedStep {
  return { stepNo: row.step_no, startedAtMs: row.started_at, step: row.step };
}
