import type { Json, State, StateMachine } from "../../asl/types.ts";
import type { HistoryEvent } from "../types.ts";

/** A JSONata machine of the given states, which starts at the first one. */
export function machineOf(states: Record<string, unknown>, more: Partial<StateMachine> = {}): StateMachine {
  const startAt = Object.keys(states)[0]!;
  return { QueryLanguage: "JSONata", StartAt: startAt, States: states as Record<string, State>, ...more };
}

/** The same in JSONPath. */
export function pathMachineOf(
  states: Record<string, unknown>,
  more: Partial<StateMachine> = {},
): StateMachine {
  return machineOf(states, { QueryLanguage: "JSONPath", ...more });
}

/** A Task that a stand-in answers. */
export function taskState(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: { FunctionName: "f" },
    End: true,
    ...fields,
  };
}

/** Types of events with the ids that they follow: `"PassStateEntered<0"`. */
export function chain(history: readonly HistoryEvent[]): string[] {
  return history.map(({ type, previousEventId }) => `${type}<${previousEventId}`);
}

export function typesOf(history: readonly HistoryEvent[]): string[] {
  return history.map(({ type }) => type);
}

/** The details of the first event of a type. */
export function detailsOf(history: readonly HistoryEvent[], type: string): Record<string, Json> {
  const event = history.find((candidate) => candidate.type === type);
  const key = Object.keys(event ?? {}).find((name) => name.endsWith("EventDetails"));
  return key === undefined ? {} : (event as unknown as Record<string, Record<string, Json>>)[key]!;
}
