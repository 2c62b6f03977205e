import type { Json, JsonObject } from "../asl/types.ts";
import { ERRORS, StateFailure } from "./failures.ts";
import { endExecution } from "./ending.ts";
import { ROOT_FRAME, type Execution } from "./execution.ts";
import type { CompiledState, Completion } from "./machine.ts";
import { branchSucceeded } from "./fan.ts";
import type { StateFrame } from "./types.ts";

const NOT_TRUNCATED = { truncated: false };

/** Enters a state: its first event, a clean slate, and its work. */
export function enterState(execution: Execution, frame: StateFrame, name: string, input: Json): void {
  frame.state = name;
  frame.input = input;
  frame.enteredAtMs = execution.environment.nowMs;
  frame.eventIdBeforeEntry = frame.lastEventId;
  frame.retryCount = 0;
  frame.attempts = undefined;
  frame.waiting = undefined;
  const state = execution.stateOf(frame);
  frame.enteredEventId = execution.publish(frame, state.enteredEvent, () => ({
    stateEnteredEventDetails: { name, input: execution.json.text(input), inputDetails: NOT_TRUNCATED },
  }));
  state.run(execution, frame);
}

/** Leaves a state with its output for `next`, or for good. */
export function leaveState(
  execution: Execution,
  frame: StateFrame,
  state: CompiledState,
  completion: Completion,
  next: string | undefined,
): void {
  const { output, assigned } = completion;
  if (execution.json.exceedsLimit(output))
    throw new StateFailure({ error: ERRORS.dataLimit, cause: tooLarge(state.name) });
  if (assigned !== undefined) frame.variables = { ...frame.variables, ...assigned };
  frame.waiting = undefined;
  execution.observer?.left(frame, output, next);
  execution.publish(frame, state.exitedEvent, () => ({
    stateExitedEventDetails: exitedDetails(execution, state.name, output, assigned),
  }));
  if (next === undefined) endThread(execution, frame, output);
  else execution.schedule(frame.id, (current) => enterState(execution, current, next, output));
}

export function tooLarge(name: string): string {
  return `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
}

function exitedDetails(
  { json }: Execution,
  name: string,
  output: Json,
  assigned: JsonObject | undefined,
): JsonObject {
  const details: JsonObject = { name, output: json.text(output), outputDetails: NOT_TRUNCATED };
  if (assigned !== undefined && Object.keys(assigned).length > 0) {
    const texts = Object.entries(assigned).map(([variable, value]) => [variable, json.text(value)] as const);
    details["assignedVariables"] = Object.fromEntries(texts);
    details["assignedVariablesDetails"] = NOT_TRUNCATED;
  }
  return details;
}

function endThread(execution: Execution, frame: StateFrame, output: Json): void {
  if (frame.id !== ROOT_FRAME) return branchSucceeded(execution, frame, output);
  execution.note(frame, "ExecutionSucceeded", () => ({
    executionSucceededEventDetails: { output: execution.json.text(output), outputDetails: NOT_TRUNCATED },
  }));
  endExecution(execution, "SUCCEEDED", { output });
}
