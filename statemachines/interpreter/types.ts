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
  /**
   * A `.waitForTaskToken`, `.sync` or `.sync:2` task was handed over: the resource took the request and answered
   * `output`. The task goes on until `task-succeeded` or `task-failed` settles it.
   */
  | { kind: "task-submitted"; taskId: string; output: Json }
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
  /** Whether history entries are made; default true. Event ids count on either way, because causes name them. */
  withHistory?: boolean;
}

/**
 * An execution's state. Plain JSON: a host stores the header (all but `frames`) and the frames that a step names as
 * changed, each under its id, and goes on from them in another process. Payloads inside are shared between frames and
 * events and never changed in place.
 */
export interface InterpreterState {
  status: ExecutionStatus;
  output?: Json;
  error?: string;
  cause?: string;
  lastEventId: number;
  /** The next number for ids of tasks, timers and frames. */
  nextId: number;
  timeoutTimerId?: string;
  /** Empty once the execution has ended. */
  frames: Record<string, Frame>;
}

export type Frame = StateFrame | FanFrame | ItemsFrame | ResultFrame;

/** One thread of states: the machine itself (id `ROOT_FRAME`), a Parallel's branch or a Map's iteration. */
export interface StateFrame {
  kind: "state";
  id: string;
  /** The fan frame that this one belongs to; absent for the root. */
  fan?: string | undefined;
  /** Which branch or iteration of the fan. */
  index: number;
  /** Which of the compiled machine's lists of states. */
  branch: number;
  state: string;
  input: Json;
  enteredAtMs: number;
  enteredEventId: number;
  /** Where the chain of events stood before the state was entered, and where it stands now. */
  eventIdBeforeEntry: number;
  lastEventId: number;
  /** The variables that this frame has assigned; outer ones are its parents'. */
  variables?: JsonObject | undefined;
  /** Attempts used of each retrier of the current state. */
  attempts?: number[] | undefined;
  retryCount: number;
  waiting?: Waiting | undefined;
  /** Inside a distributed Map, whose items are executions of their own: nothing goes into this history. */
  silent?: boolean | undefined;
}

export type Waiting =
  | {
      kind: "task";
      taskId: string;
      taskToken?: string;
      timeoutTimerId?: string;
      heartbeatTimerId?: string;
      heartbeatSeconds?: number;
    }
  | { kind: "wait"; timerId: string }
  | { kind: "retry"; timerId: string }
  | { kind: "fan"; fan: string };

/** What a running Parallel or Map counts: small, because it is written with every branch that ends. */
export interface FanFrame {
  kind: "fan";
  owner: string;
  /** How many branches or iterations there are, and how many were started, run now, and failed within tolerance. */
  size: number;
  started: number;
  running: number;
  failed: number;
  concurrency: number;
  toleratedFailures: number;
  /** Where the chain of events of the branch that ended last stands. */
  lastEventId: number;
  mapRunArn?: string;
}

/** A Map's items, apart from its counters so that they are written once. */
export interface ItemsFrame {
  kind: "items";
  items: Json[];
}

/** What is left of a branch or iteration that has ended. */
export interface ResultFrame {
  kind: "result";
  /** Absent for a failure that the Map tolerates. */
  output?: Json;
}

export interface StepResult {
  state: InterpreterState;
  effects: Effect[];
  history: HistoryEvent[];
  /** Ids of frames to write and to delete. */
  changedFrames: string[];
  deletedFrames: string[];
}

/** One entry of GetExecutionHistory, in the service's own field names; `timestamp` is milliseconds since the epoch. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: number;
  type: string;
  [details: `${string}EventDetails`]: JsonObject;
}
