import { endExecution } from "./ending.ts";
import { matchesError } from "./error-matching.ts";
import type { Execution } from "./execution.ts";
import { ROOT_FRAME } from "./execution.ts";
import {
  ERRORS,
  QueryFailure,
  RuntimeFailure,
  StateFailure,
  whileExecuting,
  type FailureDetails,
} from "./failures.ts";
import { abortFan, continueFan } from "./fan.ts";
import { FieldScope } from "./field-scope.ts";
import type { CompiledState } from "./machine.ts";
import { retryDelayMs } from "./retry.ts";
import { leaveState } from "./transitions.ts";
import type { StateFrame } from "./types.ts";

/** Turns what a state threw into its failure; anything else is a mistake of ours and is thrown on. */
export function handleFailure(execution: Execution, frame: StateFrame, error: unknown): void {
  failState(execution, frame, failureOf(frame, error));
}

export function failureOf(frame: StateFrame, error: unknown): FailureDetails {
  if (error instanceof StateFailure) return error.details;
  const prefix = whileExecuting(frame.state, frame.enteredEventId);
  if (error instanceof QueryFailure) {
    return { error: ERRORS.query, cause: prefix + error.message, evaluation: { location: error.location } };
  }
  if (error instanceof RuntimeFailure)
    return { error: ERRORS.runtime, cause: prefix + error.message, fatal: true };
  throw error;
}

/** A state has failed: it is retried, its error is caught, or what is around it fails. */
export function failState(execution: Execution, frame: StateFrame, failure: FailureDetails): void {
  execution.observer?.failed(failure);
  if (failure.fatal) return failExecution(execution, frame, failure);
  const state = execution.stateOf(frame);
  if (failure.evaluation !== undefined) noteEvaluation(execution, frame, failure);
  const unfinished = frame.waiting?.kind === "fan" ? frame.waiting.fan : undefined;
  if (unfinished !== undefined) abortFan(execution, unfinished);
  frame.waiting = undefined;
  if (retry(execution, frame, state, failure)) return;
  const before = frame.lastEventId;
  noteFailed(execution, frame, state);
  try {
    if (catchFailure(execution, frame, state, failure)) return;
  } catch (error) {
    const again = failureOf(frame, error);
    if (again.fatal) return failExecution(execution, frame, again);
    frame.lastEventId = before;
    if (again.evaluation !== undefined) noteEvaluation(execution, frame, again);
    noteFailed(execution, frame, state);
    return failThread(execution, frame, again);
  }
  failThread(execution, frame, failure);
}

/**
 * An expression that fails as its state is entered is recorded as following what came before the state. AWS's
 * recordings show this for all types but Wait, whose time is looked at after its entry.
 */
function noteEvaluation(execution: Execution, frame: StateFrame, failure: FailureDetails): void {
  const isFresh = frame.lastEventId === frame.enteredEventId && execution.stateOf(frame).type !== "Wait";
  const { error, cause, evaluation } = failure;
  if (isFresh || evaluation?.asEntered) frame.lastEventId = frame.eventIdBeforeEntry;
  execution.publish(frame, "EvaluationFailed", () => ({
    evaluationFailedEventDetails: {
      error: error!,
      cause: cause!,
      ...(evaluation?.location !== undefined && { location: evaluation.location }),
      state: frame.state,
    },
  }));
}

function noteFailed(execution: Execution, frame: StateFrame, state: CompiledState): void {
  if (state.type === "Parallel" || state.type === "Map") execution.publish(frame, `${state.type}StateFailed`);
}

function retry(
  execution: Execution,
  frame: StateFrame,
  state: CompiledState,
  failure: FailureDetails,
): boolean {
  const index = state.retriers.findIndex(({ errors }) => matchesError(errors, failure));
  const retrier = state.retriers[index];
  const attempts = frame.attempts ?? state.retriers.map(() => 0);
  if (retrier === undefined || attempts[index]! >= retrier.maxAttempts) return false;
  const delayMs = retryDelayMs(retrier, attempts[index]!, () => execution.environment.random());
  frame.attempts = attempts.map((used, place) => (place === index ? used + 1 : used));
  frame.retryCount++;
  execution.observer?.retried(index, delayMs);
  const timerId = execution.newId(frame.id);
  frame.waiting = { kind: "retry", timerId };
  execution.effects.push({ kind: "set-timer", timerId, dueAtMs: execution.environment.nowMs + delayMs });
  return true;
}

function catchFailure(
  execution: Execution,
  frame: StateFrame,
  state: CompiledState,
  failure: FailureDetails,
): boolean {
  const index = state.catchers.findIndex(({ errors }) => matchesError(errors, failure));
  const catcher = state.catchers[index];
  if (catcher === undefined) return false;
  execution.observer?.caught(index);
  const errorOutput = { Error: failure.error ?? "", Cause: failure.cause ?? "" };
  const scope = new FieldScope(execution, frame).withError(errorOutput);
  leaveState(execution, frame, state, catcher.complete(scope), catcher.next);
  return true;
}

/** The innermost thread of states ends with the failure. */
function failThread(execution: Execution, frame: StateFrame, failure: FailureDetails): void {
  if (frame.id === ROOT_FRAME) return failExecution(execution, frame, failure);
  const owner = execution.state.frames[execution.fanOf(frame)!.owner] as StateFrame;
  if (execution.stateOf(owner).type === "Map") failIteration(execution, frame, failure);
  else failBranch(execution, frame, failure);
}

function failBranch(execution: Execution, frame: StateFrame, failure: FailureDetails): void {
  if (execution.stateOf(frame).type === "Task" && failure.evaluation === undefined) {
    execution.note(frame, "TaskStateAborted");
  }
  execution.remove(frame.id);
  failOwner(execution, frame, failure);
}

/** Counts a failure that the Map tolerates; any further one fails the Map. */
export function failIteration(execution: Execution, frame: StateFrame, failure: FailureDetails): void {
  const fanId = frame.fan!;
  const fan = execution.touchFan(fanId);
  const owner = execution.state.frames[fan.owner] as StateFrame;
  const details = { name: owner.state, index: frame.index };
  execution.note(frame, "MapIterationFailed", () => ({ mapIterationFailedEventDetails: details }));
  fan.running--;
  fan.failed++;
  if (fan.failed <= fan.toleratedFailures) {
    fan.lastEventId = frame.lastEventId;
    execution.put(frame.id, { kind: "result" });
    return continueFan(execution, fanId, fan, frame.lastEventId);
  }
  execution.remove(frame.id);
  const exceeds = fan.mapRunArn !== undefined || fan.toleratedFailures > 0;
  failOwner(execution, frame, exceeds ? THRESHOLD : failure);
}

export const THRESHOLD: FailureDetails = {
  error: ERRORS.threshold,
  cause: "The specified tolerated failure threshold was exceeded",
};

function failOwner(execution: Execution, frame: StateFrame, { error, cause, alias }: FailureDetails): void {
  const fan = execution.fanOf(frame)!;
  const lastEventId = frame.silent ? fan.lastEventId : frame.lastEventId;
  execution.schedule(fan.owner, (owner) => {
    owner.lastEventId = lastEventId;
    if (fan.mapRunArn !== undefined) {
      execution.publish(owner, "MapRunFailed", () => ({
        mapRunFailedEventDetails: { error: error!, cause: cause! },
      }));
    }
    failState(execution, owner, { error, cause, alias });
  });
}

function failExecution(execution: Execution, frame: StateFrame, { error, cause }: FailureDetails): void {
  const details = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  const previousEventId = frame.silent ? execution.state.lastEventId : frame.lastEventId;
  const visible = { lastEventId: previousEventId };
  execution.note(visible, "ExecutionFailed", () => ({ executionFailedEventDetails: details }));
  endExecution(execution, "FAILED", { error, cause });
}
