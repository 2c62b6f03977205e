import { endExecution } from "./ending.ts";
import { Execution, ROOT_FRAME } from "./execution.ts";
import { handleFailure } from "./failing.ts";
import type { CompiledMachine } from "./machine.ts";
import { newFrame } from "./new-frame.ts";
import { enterState } from "./transitions.ts";
import type {
  ExecutionFacts,
  InterpreterState,
  StateFrame,
  StepEnvironment,
  StepEvent,
  StepResult,
} from "./types.ts";

/**
 * Lets an execution go on with one event as far as it can without the world, and says what is to be done there.
 * Pure but for ownership: the same arguments give the same result, and `state` is taken over (its `frames` record and
 * header are changed in place, the frames and payloads in it are not). An event that nothing waits for any more (a
 * late result, a cancelled timer) changes nothing.
 *
 * Throws `PendingEvaluation` when an expression needs stock jsonata, which is asynchronous: every error of an
 * expression does. Hosts use `runStep`, which awaits it.
 */
export function step(
  machine: CompiledMachine,
  state: InterpreterState | undefined,
  event: StepEvent,
  facts: ExecutionFacts,
  environment: StepEnvironment,
): StepResult {
  const execution = beginStep(machine, state, event, facts, environment);
  while (execution.hasWork()) execution.advance();
  return execution.result();
}

/** An execution with the work that the event gives it scheduled. */
export function beginStep(
  machine: CompiledMachine,
  state: InterpreterState | undefined,
  event: StepEvent,
  facts: ExecutionFacts,
  environment: StepEnvironment,
): Execution {
  const current = state ?? emptyState();
  const execution = new Execution(machine, current, facts, environment, handleFailure);
  if (state === undefined) startExecution(execution);
  else if (current.status === "RUNNING") react(execution, event);
  return execution;
}

function emptyState(): InterpreterState {
  return { status: "RUNNING", lastEventId: 0, nextId: 1, frames: {} };
}

const ROOT = { id: ROOT_FRAME, fan: undefined, index: 0, branch: 0, lastEventId: 0, silent: undefined };

/** The first state's entry follows no event, not even the start. */
function startExecution(execution: Execution): void {
  const { facts, machine, environment } = execution;
  execution.note({ lastEventId: 0 }, "ExecutionStarted", () => ({
    executionStartedEventDetails: {
      input: execution.json.text(facts.input),
      inputDetails: { truncated: false },
      roleArn: facts.roleArn,
    },
  }));
  if (machine.timeoutSeconds !== undefined) {
    const timerId = execution.newId("execution");
    execution.state.timeoutTimerId = timerId;
    const dueAtMs = facts.startedAtMs + machine.timeoutSeconds * 1000;
    execution.effects.push({ kind: "set-timer", timerId, dueAtMs });
  }
  execution.put(ROOT_FRAME, newFrame({ ...ROOT, input: facts.input, nowMs: environment.nowMs }));
  const { startAt } = machine.branches[0]!;
  execution.schedule(ROOT_FRAME, (frame) => enterState(execution, frame, startAt, facts.input));
}

function react(execution: Execution, event: StepEvent): void {
  switch (event.kind) {
    case "start":
      return;
    case "stop":
      return stop(execution, event.error, event.cause);
    case "timer-fired":
      return timerFired(execution, event.timerId);
    default:
      taskEvent(execution, event);
  }
}

/** What comes from outside follows no event of the machine's own. */
function stop(execution: Execution, error: string | undefined, cause: string | undefined): void {
  const details = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  execution.note({ lastEventId: 0 }, "ExecutionAborted", () => ({ executionAbortedEventDetails: details }));
  endExecution(execution, "ABORTED", { error, cause });
}

function timeOut(execution: Execution): void {
  const details = { error: "States.Timeout" };
  execution.note({ lastEventId: 0 }, "ExecutionTimedOut", () => ({ executionTimedOutEventDetails: details }));
  delete execution.state.timeoutTimerId;
  endExecution(execution, "TIMED_OUT", {});
}

/** Ids of tasks and timers begin with that of their frame. */
function frameOf(execution: Execution, id: string): StateFrame | undefined {
  const frame = execution.state.frames[id.slice(0, id.lastIndexOf(":"))];
  return frame?.kind === "state" ? frame : undefined;
}

function timerFired(execution: Execution, timerId: string): void {
  if (timerId === execution.state.timeoutTimerId) return timeOut(execution);
  const frame = frameOf(execution, timerId);
  const waiting = frame?.waiting;
  if (frame === undefined || waiting === undefined || waiting.kind === "fan") return;
  if (waiting.kind === "task") {
    const byHeartbeat = waiting.heartbeatTimerId === timerId;
    if (!byHeartbeat && waiting.timeoutTimerId !== timerId) return;
    execution.schedule(frame.id, (current) => {
      execution.stateOf(current).task!.timedOut(execution, withoutTimer(current, byHeartbeat), byHeartbeat);
    });
  } else if (waiting.timerId === timerId) {
    execution.schedule(frame.id, (current) => {
      const state = execution.stateOf(current);
      current.waiting = undefined;
      if (waiting.kind === "wait") state.elapsed!(execution, current);
      else state.run(execution, current);
    });
  }
}

/** The timer that has fired is not to be cancelled. */
function withoutTimer(frame: StateFrame, byHeartbeat: boolean): StateFrame {
  if (frame.waiting?.kind !== "task") return frame;
  const { heartbeatTimerId, timeoutTimerId, ...waiting } = frame.waiting;
  frame.waiting = {
    ...waiting,
    ...(byHeartbeat && timeoutTimerId !== undefined && { timeoutTimerId }),
    ...(!byHeartbeat && heartbeatTimerId !== undefined && { heartbeatTimerId }),
  };
  return frame;
}

type TaskEvent = Extract<StepEvent, { taskId: string }>;

function taskEvent(execution: Execution, event: TaskEvent): void {
  const frame = frameOf(execution, event.taskId);
  if (frame?.waiting?.kind !== "task" || frame.waiting.taskId !== event.taskId) return;
  if (event.kind === "task-heartbeat" && frame.waiting.heartbeatSeconds === undefined) return;
  execution.schedule(frame.id, (current) => applyTaskEvent(execution, current, event));
}

function applyTaskEvent(execution: Execution, frame: StateFrame, event: TaskEvent): void {
  const task = execution.stateOf(frame).task!;
  switch (event.kind) {
    case "task-submitted":
      return task.submitted(execution, frame, event.output);
    case "task-succeeded":
      return task.succeeded(execution, frame, event.output);
    case "task-failed":
      return task.failed(execution, frame, event.error, event.cause);
    case "task-heartbeat":
      return beat(execution, frame);
  }
}

function beat(execution: Execution, frame: StateFrame): void {
  if (frame.waiting?.kind !== "task" || frame.waiting.heartbeatSeconds === undefined) return;
  const { heartbeatTimerId, heartbeatSeconds } = frame.waiting;
  if (heartbeatTimerId !== undefined)
    execution.effects.push({ kind: "cancel-timer", timerId: heartbeatTimerId });
  const timerId = execution.newId(frame.id);
  const dueAtMs = execution.environment.nowMs + heartbeatSeconds * 1000;
  execution.effects.push({ kind: "set-timer", timerId, dueAtMs });
  frame.waiting = { ...frame.waiting, heartbeatTimerId: timerId };
}
