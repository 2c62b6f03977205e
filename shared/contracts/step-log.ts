import type { Json } from "./json.ts";
import type { ModelResponse, ModelToolCall } from "./model.ts";

/** One recorded step of an agent. Its key (runId, nodePath, stepNo) is stable over retry and redrive. */
export type AgentStep =
  | { kind: "model"; response: ModelResponse }
  | {
      kind: "tool";
      call: ModelToolCall;
      outcome: { ok: true; output: Json } | { ok: false; error: string; message: string };
      durationMs: number;
    };

export interface RecordedStep {
  stepNo: number;
  startedAtMs: number;
  step: AgentStep;
}

/** The steps of one node of one run. */
export interface StepLog {
  /** In order of `stepNo`, which counts from 0 without gaps. */
  list(): Promise<RecordedStep[]>;
  /** Stores the step unless one stands at its number already, and returns what stands there: first write wins. */
  record(step: RecordedStep): Promise<RecordedStep>;
}
