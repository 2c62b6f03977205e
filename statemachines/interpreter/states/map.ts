import type { Branch, Json, JsonObject } from "../../asl/types.ts";
import { itemsFrameId, type Execution } from "../execution.ts";
import { failIteration, failureOf } from "../failing.ts";
import { StateFailure } from "../failures.ts";
import { continueFan, openFan, openThread } from "../fan.ts";
import { FieldScope } from "../field-scope.ts";
import type { CompiledState } from "../machine.ts";
import { enterState, leaveState } from "../transitions.ts";
import type { FanFrame, StateFrame } from "../types.ts";
import { baseState, type StateParts } from "./common.ts";
import { compileMapFields, type MapFields } from "./map-fields.ts";

/** As many iterations at once as Step Functions runs of an inline Map, whatever `MaxConcurrency` says. */
const MAX_INLINE_CONCURRENCY = 40;
const MAX_DISTRIBUTED_CONCURRENCY = 10_000;

/** Runs its states once for each item; its result is the list of their outputs. */
export function compileMap(parts: StateParts): CompiledState {
  const { fields, flow, next } = parts;
  const processor = (fields["ItemProcessor"] ?? fields["Iterator"]) as Branch & {
    ProcessorConfig?: JsonObject;
  };
  const branch = parts.addBranch(processor);
  const isDistributed = processor.ProcessorConfig?.["Mode"] === "DISTRIBUTED";
  const map = compileMapFields(parts);
  const state: CompiledState = {
    ...baseState(parts, "Map"),
    map,
    run(execution, frame) {
      if (fields["ItemReader"] !== undefined) throw new StateFailure(NO_READER);
      const scope = new FieldScope(execution, frame);
      const maxConcurrency = map.maxConcurrency(scope);
      scope.data = flow.prepare(scope);
      const items = map.items(scope);
      execution.publish(frame, "MapStateStarted", () => ({
        mapStateStartedEventDetails: { length: items.length },
      }));
      const toleratedFailures = tolerance(map, scope, items.length);
      const limit = isDistributed ? MAX_DISTRIBUTED_CONCURRENCY : MAX_INLINE_CONCURRENCY;
      const concurrency = maxConcurrency === 0 ? limit : Math.min(maxConcurrency, limit);
      const mapRunArn = isDistributed ? startMapRun(execution, frame, parts) : undefined;
      const counts = { size: items.length, concurrency, toleratedFailures };
      const fanId = openFan(execution, frame, { ...counts, ...(mapRunArn !== undefined && { mapRunArn }) });
      execution.put(itemsFrameId(fanId), { kind: "items", items });
      continueFan(execution, fanId, execution.touchFan(fanId), frame.lastEventId);
    },
    iterate: (execution, fanId, previousEventId) => startIterations(execution, fanId, previousEventId),
    joined(execution, frame, results, fan) {
      noteSucceeded(execution, frame, fan);
      const scope = new FieldScope(execution, frame).withResult(results);
      leaveState(execution, frame, state, flow.complete(scope), next);
    },
  };

  const startIterations = (execution: Execution, fanId: string, previousEventId: number): void => {
    const fan = execution.touchFan(fanId);
    const owner = execution.state.frames[fan.owner] as StateFrame;
    const silent = owner.silent === true || fan.mapRunArn !== undefined;
    const threads: string[] = [];
    while (fan.running < fan.concurrency && fan.started < fan.size) {
      // An iteration of a distributed Map is an execution of its own, whose first event is its start.
      const lastEventId = silent ? 1 : previousEventId;
      threads.push(
        openThread(execution, fanId, { branch, lastEventId, input: null, silent: silent || undefined }),
      );
    }
    for (const threadId of threads.reverse())
      execution.schedule(threadId, (thread) => iterate(execution, thread));
  };

  const iterate = (execution: Execution, thread: StateFrame): void => {
    const fan = execution.fanOf(thread)!;
    const owner = execution.state.frames[fan.owner] as StateFrame;
    const item = execution.mapItemOf(thread)!;
    const details = { name: owner.state, index: thread.index };
    execution.publish(thread, "MapIterationStarted", () => ({ mapIterationStartedEventDetails: details }));
    let input: Json;
    try {
      const scope = new FieldScope(execution, owner, item);
      scope.data = flow.prepare(scope);
      input = map.select(scope, item.value);
    } catch (error) {
      return failSelection(execution, thread, owner, error);
    }
    enterState(execution, thread, processor.StartAt, input);
  };
  return state;
}

const NO_READER = {
  error: "States.ItemReaderFailed",
  cause: "Reading items from another service is not supported here: give the Map its items.",
};

/** An item that cannot be selected fails its iteration, and the Map is to blame. */
function failSelection(execution: Execution, thread: StateFrame, owner: StateFrame, error: unknown): void {
  const failure = failureOf(owner, error);
  if (failure.fatal) throw new StateFailure(failure);
  const { error: name, cause, evaluation } = failure;
  execution.publish(thread, "EvaluationFailed", () => ({
    evaluationFailedEventDetails: {
      error: name!,
      cause: cause!,
      ...(evaluation?.location !== undefined && { location: evaluation.location }),
      state: owner.state,
    },
  }));
  failIteration(execution, thread, failure);
}

/** These fields are looked at after the Map has started, but fail as if before. */
function tolerance(map: MapFields, scope: FieldScope, size: number): number {
  try {
    return map.toleratedFailures(scope, size);
  } catch (error) {
    throw map.asEntered(error, scope);
  }
}

function startMapRun(execution: Execution, frame: StateFrame, { name }: StateParts): string {
  const { stateMachineArn } = execution.facts;
  const mapRunArn = `${stateMachineArn.replace(":stateMachine:", ":mapRun:")}/${name}:${execution.environment.uuid()}`;
  execution.publish(frame, "MapRunStarted", () => ({ mapRunStartedEventDetails: { mapRunArn } }));
  return mapRunArn;
}

/** The chain goes on from before these events: the Map's exit does not follow them. */
function noteSucceeded(execution: Execution, frame: StateFrame, fan: FanFrame): void {
  if (fan.mapRunArn === undefined) {
    execution.note(frame, "MapStateSucceeded");
    return;
  }
  const runEventId = execution.note(frame, "MapRunSucceeded");
  execution.note(frame, "MapStateSucceeded", undefined, runEventId);
}
