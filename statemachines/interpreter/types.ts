import type { Json, JsonObject } from "../asl/types.ts";

/**
 * The interpreter's contract with whoever runs it. It is pure: `step` takes an execution's state and one event, and
 * returns the next state, what has to be done in the world (effects) and what is to be written in the history.
 * State is plain JSON: a host may store it after every step and go on from it in another process.
 */
export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED" | "TIMED_OUT";

/** Facts of the execution that `$states.context` shows and that never change. */
export interface ExecutionFacts {
  executionArn: string;
  name: string;
  roleArn: string;
  stateMachineArn: string;
  stateMachineName: string;
  /** Milliseconds since the epoch. */
  startedAtMs: number;
  input: Json;
}

export type StepEvent =
  | { kind: "start" }
  | { kind: "task-succeeded"; taskId: string; output: Json }
  | { kind: "task-failed"; taskId: string; error: string; cause: string }
  | { kind: "task-heartbeat"; taskId: string }
  | { kind: "timer-fired"; timerId: string }
  | { kind: "stop"; error?: string; cause?: string };

/** What the host has to do. Task ids and timer ids are unique within an execution and stable over restarts. */
export type Effect =
  | {
      kind: "run-task";
      taskId: string;
      resource: string;
      arguments: Json;
      taskToken?: string;
      credentials?: JsonObject;
    }
  | { kind: "cancel-task"; taskId: string }
  /** Timeouts, heartbeats, retries and Wait states: fire `timer-fired` once `dueAtMs` has come. */
  | { kind: "set-timer"; timerId: string; dueAtMs: number }
  | { kind: "cancel-timer"; timerId: string }
  | { kind: "finished" };

/** Time and randomness are arguments. */
export interface StepEnvironment {
  nowMs: number;
  /** 0 <= x < 1 */
  random(): number;
  /** An unguessable id (task tokens, `$uuid()`). */
  uuid(): string;
}

/** One entry of GetExecutionHistory, in the service's own field names; `timestamp` is milliseconds since the epoch. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: number;
  type: string;
  [details: `${string}EventDetails`]: JsonObject;
}
