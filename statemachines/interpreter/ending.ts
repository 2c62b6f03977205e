import type { Json } from "../asl/types.ts";
import type { Execution } from "./execution.ts";
import type { ExecutionStatus, StateFrame } from "./types.ts";

interface Ending {
  output?: Json;
  error?: string | undefined;
  cause?: string | undefined;
}

/** Ends the execution: nothing is left running, no timer set, no frame kept. */
export function endExecution(execution: Execution, status: ExecutionStatus, ending: Ending): void {
  const { state } = execution;
  for (const [id, frame] of Object.entries(state.frames)) {
    if (frame.kind === "state") cancelWaiting(execution, frame);
    execution.remove(id);
  }
  if (state.timeoutTimerId !== undefined) {
    execution.effects.push({ kind: "cancel-timer", timerId: state.timeoutTimerId });
  }
  state.status = status;
  if (ending.output !== undefined) state.output = ending.output;
  if (ending.error !== undefined) state.error = ending.error;
  if (ending.cause !== undefined) state.cause = ending.cause;
  execution.effects.push({ kind: "finished" });
}

/** Tells the host that a frame's task or timer is not wanted any more. */
export function cancelWaiting(execution: Execution, frame: StateFrame): void {
  const { waiting } = frame;
  if (waiting === undefined || waiting.kind === "fan") return;
  if (waiting.kind !== "task") {
    execution.effects.push({ kind: "cancel-timer", timerId: waiting.timerId });
    return;
  }
  execution.effects.push({ kind: "cancel-task", taskId: waiting.taskId });
  cancelTaskTimers(execution, frame);
}

export function cancelTaskTimers(execution: Execution, frame: StateFrame): void {
  if (frame.waiting?.kind !== "task") return;
  for (const timerId of [frame.waiting.timeoutTimerId, frame.waiting.heartbeatTimerId]) {
    if (timerId !== undefined) execution.effects.push({ kind: "cancel-timer", timerId });
  }
}
