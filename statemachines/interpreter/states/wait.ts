import { QueryFailure, RuntimeFailure } from "../failures.ts";
import { FieldScope } from "../field-scope.ts";
import { requirePath } from "../json-path/json-path-flow.ts";
import { evaluatePath } from "../json-path/evaluate-path.ts";
import type { Execution } from "../execution.ts";
import type { CompiledState } from "../machine.ts";
import { compileTyped } from "../templates/jsonata-field.ts";
import { parseTimestamp } from "../../asl/timestamp.ts";
import { leaveState } from "../transitions.ts";
import type { StateFrame } from "../types.ts";
import { baseState, type StateParts } from "./common.ts";

type DueTime = (scope: FieldScope) => number;

/** Waits for some seconds or until a time; a time that has passed is no wait at all. */
export function compileWait(parts: StateParts): CompiledState {
  const dueAtMs = compileDueTime(parts);
  const leave = (execution: Execution, frame: StateFrame) => {
    const completion = parts.flow.complete(new FieldScope(execution, frame));
    leaveState(execution, frame, state, completion, parts.next);
  };
  const state: CompiledState = {
    ...baseState(parts, "Wait"),
    run(execution, frame) {
      const scope = new FieldScope(execution, frame);
      scope.data = parts.flow.prepare(scope);
      const due = dueAtMs(scope);
      if (due <= execution.environment.nowMs) return leave(execution, frame);
      const timerId = execution.newId(frame.id);
      frame.waiting = { kind: "wait", timerId };
      execution.effects.push({ kind: "set-timer", timerId, dueAtMs: due });
    },
    elapsed: leave,
  };
  return state;
}

function compileDueTime({ fields, language }: StateParts): DueTime {
  if (fields["SecondsPath"] !== undefined) return secondsFromPath(fields["SecondsPath"] as string);
  if (fields["TimestampPath"] !== undefined) return timeFromPath(fields["TimestampPath"] as string);
  const isSeconds = fields["Seconds"] !== undefined;
  if (language === "JSONPath")
    return isSeconds ? constantSeconds(fields["Seconds"]) : constantTime(fields["Timestamp"]);
  return isSeconds ? secondsFromExpression(fields["Seconds"]) : timeFromExpression(fields["Timestamp"]);
}

function constantSeconds(seconds: unknown): DueTime {
  return (scope) => scope.nowMs + (seconds as number) * 1000;
}

function constantTime(timestamp: unknown): DueTime {
  return () => parseTimestamp(timestamp as string) ?? -Infinity;
}

const MAX_SECONDS = 99_999_999;

function secondsFromExpression(value: unknown): DueTime {
  const evaluate = compileTyped(value, "Seconds", "number");
  return (scope) => scope.nowMs + requireSeconds(evaluate(scope), "Seconds") * 1000;
}

/** Whole seconds from 0 on. */
export function requireSeconds(seconds: number, field: string): number {
  if (!Number.isInteger(seconds)) {
    throw new QueryFailure(`The ${field} field cannot be parsed as an integer: ${seconds}`, field);
  }
  if (seconds < 0 || seconds > MAX_SECONDS) {
    throw new QueryFailure(`${field} must be between 0 and ${MAX_SECONDS} but was: ${seconds}`, field);
  }
  return seconds;
}

function timeFromExpression(value: unknown): DueTime {
  const evaluate = compileTyped(value, "Timestamp", "string");
  return (scope) => {
    const text = evaluate(scope);
    const time = parseTimestamp(text);
    if (time !== undefined) return time;
    const wanted =
      "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string";
    throw new QueryFailure(`${wanted}: ${text}`, "Timestamp");
  };
}

function secondsFromPath(source: string): DueTime {
  const path = requirePath(source);
  return (scope) => {
    const seconds = evaluatePath(path, scope);
    if (seconds === undefined) {
      throw new RuntimeFailure(`The SecondsPath parameter does not reference an input value: ${source}`);
    }
    const found = `${source} == ${typeof seconds === "string" ? seconds : JSON.stringify(seconds)}`;
    if (typeof seconds !== "number" || !Number.isInteger(seconds)) {
      throw new RuntimeFailure(`The SecondsPath parameter cannot be parsed as a long value: ${found}`);
    }
    if (seconds < 0)
      throw new RuntimeFailure(`The SecondsPath parameter references a negative value: ${found}`);
    return scope.nowMs + seconds * 1000;
  };
}

function timeFromPath(source: string): DueTime {
  const path = requirePath(source);
  return (scope) => {
    const value = evaluatePath(path, scope);
    if (value === undefined) {
      throw new RuntimeFailure(`The TimestampPath parameter does not reference an input value: ${source}`);
    }
    const time = typeof value === "string" ? parseTimestamp(value) : undefined;
    if (time !== undefined) return time;
    const found = `${source} == ${typeof value === "string" ? value : JSON.stringify(value)}`;
    const wanted = "a valid ISO-8601 extended offset date-time format string";
    throw new RuntimeFailure(`The TimestampPath parameter does not reference ${wanted}: ${found}`);
  };
}
