import type { Json } from "../../contracts/json.ts";
import type { ModelUsage } from "../../contracts/model.ts";

/** One link of a reasoning chain. A final answer and a badly formed turn have no action. */
export interface ThoughtStep {
  thought: string;
  action: string | null;
  actionInput: Json;
  /** What the model was told, cut as it was for the model. */
  observation: string | null;
}

export interface ModelCallRecord {
  stepNo: number;
  startedAtMs: number;
  provider: string;
  model: string;
  usage: ModelUsage;
  /** Null where the model's price is not known. */
  costUsd: number | null;
  latencyMs: number;
}

export interface ToolCallRecord {
  stepNo: number;
  startedAtMs: number;
  name: string;
  input: Json;
  durationMs: number;
  outcome: { ok: true; output: Json } | { ok: false; error: string; message: string };
}

/** What recorded steps tell, whether their agent finished or not. */
export interface StepSummary {
  chain: ThoughtStep[];
  /** Turns of the model. */
  iterations: number;
  modelCalls: ModelCallRecord[];
  toolCalls: ToolCallRecord[];
  usage: ModelUsage;
  /** Of all model calls; null when one of their prices is not known. */
  costUsd: number | null;
  /** Failed tool calls in a row at the end. */
  consecutiveErrors: number;
}

export interface AgentOutcome extends StepSummary {
  output: Json;
}
