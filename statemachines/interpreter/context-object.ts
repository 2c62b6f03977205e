import type { Json, JsonObject } from "../asl/types.ts";
import type { Execution } from "./execution.ts";
import type { StateFrame } from "./types.ts";

export interface MapItem {
  index: number;
  value: Json;
}

/** States that may be run again count how often that was. */
const COUNTING = new Set(["Task", "Parallel", "Map"]);

/**
 * `$states.context`, `$$` in JSONPath.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function contextObject(execution: Execution, frame: StateFrame, mapItem?: MapItem): JsonObject {
  const { facts } = execution;
  const state: JsonObject = { Name: frame.state, EnteredTime: isoTime(frame.enteredAtMs) };
  if (COUNTING.has(execution.stateOf(frame).type)) state["RetryCount"] = frame.retryCount;
  const context: JsonObject = {
    Execution: {
      Id: facts.executionArn,
      Input: facts.input,
      StartTime: isoTime(facts.startedAtMs),
      Name: facts.name,
      RoleArn: facts.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: facts.stateMachineArn, Name: facts.stateMachineName },
    State: state,
  };
  const item = mapItem ?? execution.mapItemOf(frame);
  if (item !== undefined) context["Map"] = { Item: { Index: item.index, Value: item.value } };
  if (frame.waiting?.kind === "task" && frame.waiting.taskToken !== undefined) {
    context["Task"] = { Token: frame.waiting.taskToken };
  }
  return context;
}

export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
