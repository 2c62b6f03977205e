import type { Json, JsonObject } from "../../asl/types.ts";
import { cancelTaskTimers } from "../ending.ts";
import type { Execution } from "../execution.ts";
import { ERRORS, StateFailure } from "../failures.ts";
import { FieldScope } from "../field-scope.ts";
import type { CompiledState } from "../machine.ts";
import { parseResource } from "../resource.ts";
import { taskEvents } from "../task-events.ts";
import { leaveState, tooLarge } from "../transitions.ts";
import type { Effect, StateFrame, Waiting } from "../types.ts";
import { baseState, type StateParts } from "./common.ts";
import { compileCredentials, compileSeconds } from "./task-fields.ts";

type RunTask = Extract<Effect, { kind: "run-task" }>;
type TaskWaiting = Extract<Waiting, { kind: "task" }>;

/** Has the host do something, and goes on with what it answers. */
export function compileTask(parts: StateParts): CompiledState {
  const { fields, flow, next } = parts;
  const resource = parseResource(fields["Resource"] as string);
  const events = taskEvents(resource);
  const timeout = compileSeconds(parts, "TimeoutSeconds");
  const heartbeat = compileSeconds(parts, "HeartbeatSeconds");
  const credentials = compileCredentials(parts);
  const takesToken = resource.kind === "service" && resource.pattern === "waitForTaskToken";

  const schedule = (execution: Execution, frame: StateFrame): void => {
    const taskId = execution.newId(frame.id);
    const waiting: TaskWaiting = { kind: "task", taskId };
    if (takesToken) waiting.taskToken = execution.environment.uuid();
    frame.waiting = waiting;
    const scope = new FieldScope(execution, frame);
    const input = flow.prepare(scope);
    const timeoutSeconds = timeout?.(scope);
    const heartbeatSeconds = heartbeat?.(scope);
    const taskCredentials = credentials?.(scope);
    events.scheduled(execution, frame, {
      input,
      timeoutSeconds,
      heartbeatSeconds,
      credentials: taskCredentials,
    });
    const effect: RunTask = { kind: "run-task", taskId, resource: resource.resource, arguments: input };
    if (waiting.taskToken !== undefined) effect.taskToken = waiting.taskToken;
    if (taskCredentials !== undefined) effect.credentials = taskCredentials;
    execution.effects.push(effect);
    if (timeoutSeconds !== undefined) waiting.timeoutTimerId = setTimer(execution, frame, timeoutSeconds);
    if (heartbeatSeconds !== undefined) {
      waiting.heartbeatSeconds = heartbeatSeconds;
      waiting.heartbeatTimerId = setTimer(execution, frame, heartbeatSeconds);
    }
  };

  const state: CompiledState = {
    ...baseState(parts, "Task"),
    run: schedule,
    task: {
      submitted: (execution, frame, output) => events.submitted(execution, frame, output),
      succeeded(execution, frame, output) {
        cancelTaskTimers(execution, frame);
        if (execution.json.exceedsLimit(output)) return failTooLarge(execution, frame);
        events.succeeded(execution, frame, output);
        const scope = new FieldScope(execution, frame).withResult(output);
        leaveState(execution, frame, state, flow.complete(scope), next);
      },
      failed(execution, frame, error, cause) {
        cancelTaskTimers(execution, frame);
        events.failed(execution, frame, error, cause);
        throw new StateFailure({ error, cause });
      },
      timedOut(execution, frame, byHeartbeat) {
        const { waiting } = frame;
        if (waiting?.kind === "task") execution.effects.push({ kind: "cancel-task", taskId: waiting.taskId });
        cancelTaskTimers(execution, frame);
        events.timedOut(execution, frame);
        throw new StateFailure({ error: ERRORS.timeout, alias: byHeartbeat ? ERRORS.heartbeat : undefined });
      },
    },
  };

  const failTooLarge = (execution: Execution, frame: StateFrame): never => {
    const cause = tooLarge(resource.kind === "service" ? resource.resourceType : state.name);
    events.failed(execution, frame, ERRORS.dataLimit, cause);
    throw new StateFailure({ error: ERRORS.dataLimit, cause });
  };
  return state;
}

export function setTimer(execution: Execution, frame: StateFrame, seconds: number): string {
  const timerId = execution.newId(frame.id);
  execution.effects.push({
    kind: "set-timer",
    timerId,
    dueAtMs: execution.environment.nowMs + seconds * 1000,
  });
  return timerId;
}

/** What the history says of a task that begins. */
export interface ScheduledTask {
  input: Json;
  timeoutSeconds: number | undefined;
  heartbeatSeconds: number | undefined;
  credentials: JsonObject | undefined;
}
