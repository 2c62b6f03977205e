import type { HistoryEvent } from "../../../statemachines/interpreter/types.ts";
import type { Advance } from "./engine.ts";
import type { OpenExecution } from "./open-execution.ts";

/**
 * The end of an execution whose step threw, which no definition and no input should make it do: it fails and says so,
 * because an execution that silently stands still is worse.
 */
export function abandonment(execution: OpenExecution, error: unknown, nowMs: number): Advance {
  const reason = error instanceof Error ? error.message : String(error);
  const details = { error: "States.Runtime", cause: `The state machine cannot be run on: ${reason}` };
  const event: HistoryEvent = {
    id: execution.lastEventId + 1,
    previousEventId: execution.lastEventId,
    timestamp: nowMs,
    type: "ExecutionFailed",
    executionFailedEventDetails: details,
  };
  return {
    state: {},
    history: [event],
    effects: [],
    root: "",
    changedFrames: [],
    deletedFrames: [],
    outcome: { status: "FAILED", ...details },
  };
}
