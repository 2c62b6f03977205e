import type { Json } from "../asl/types.ts";
import { cancelWaiting } from "./ending.ts";
import { itemsFrameId, type Execution } from "./execution.ts";
import { newFrame, type NewFrame } from "./new-frame.ts";
import type { FanFrame, StateFrame } from "./types.ts";

/** Makes the frame of a Parallel or Map that begins, and lets its owner wait for it. */
export function openFan(
  execution: Execution,
  owner: StateFrame,
  fan: Pick<FanFrame, "size" | "concurrency" | "toleratedFailures"> & { mapRunArn?: string },
): string {
  const fanId = `f${execution.state.nextId++}`;
  const { lastEventId } = owner;
  execution.put(fanId, {
    kind: "fan",
    owner: owner.id,
    started: 0,
    running: 0,
    failed: 0,
    lastEventId,
    ...fan,
  });
  owner.waiting = { kind: "fan", fan: fanId };
  return fanId;
}

export function childFrameId(fanId: string, index: number): string {
  return `${fanId}.${index}`;
}

/** Makes the frame of the next branch or iteration. */
export function openThread(
  execution: Execution,
  fanId: string,
  thread: Pick<NewFrame, "branch" | "input" | "lastEventId" | "silent">,
): string {
  const fan = execution.touchFan(fanId);
  const index = fan.started++;
  fan.running++;
  const id = childFrameId(fanId, index);
  execution.put(id, newFrame({ ...thread, id, fan: fanId, index, nowMs: execution.environment.nowMs }));
  return id;
}

/** A branch or iteration has reached its end. */
export function branchSucceeded(execution: Execution, frame: StateFrame, output: Json): void {
  const fanId = frame.fan!;
  const fan = execution.touchFan(fanId);
  const owner = execution.state.frames[fan.owner] as StateFrame;
  const { iterate, name } = execution.stateOf(owner);
  fan.running--;
  fan.lastEventId = frame.lastEventId;
  if (iterate !== undefined) {
    const details = { name, index: frame.index };
    const id = execution.note(frame, "MapIterationSucceeded", () => ({
      mapIterationSucceededEventDetails: details,
    }));
    if (fan.started === fan.size && !frame.silent) fan.lastEventId = id;
  }
  execution.put(frame.id, { kind: "result", output });
  continueFan(execution, fanId, fan, frame.lastEventId);
}

/** Starts what may start next, or joins what has ended. */
export function continueFan(
  execution: Execution,
  fanId: string,
  fan: FanFrame,
  previousEventId: number,
): void {
  const owner = execution.state.frames[fan.owner] as StateFrame;
  const state = execution.stateOf(owner);
  if (fan.started < fan.size) state.iterate?.(execution, fanId, previousEventId);
  else if (fan.running === 0) execution.schedule(fan.owner, (frame) => join(execution, frame, fanId));
}

function join(execution: Execution, owner: StateFrame, fanId: string): void {
  const fan = execution.state.frames[fanId] as FanFrame;
  const results: Json[] = [];
  for (let index = 0; index < fan.size; index++) {
    const id = childFrameId(fanId, index);
    const frame = execution.state.frames[id];
    if (frame?.kind === "result" && frame.output !== undefined) results.push(frame.output);
    execution.remove(id);
  }
  closeFan(execution, fanId);
  owner.waiting = undefined;
  owner.lastEventId = fan.lastEventId;
  execution.stateOf(owner).joined!(execution, owner, results, fan);
}

function closeFan(execution: Execution, fanId: string): void {
  const itemsId = itemsFrameId(fanId);
  if (execution.state.frames[itemsId] !== undefined) execution.remove(itemsId);
  execution.remove(fanId);
}

/** Types of states of which the history says that they were aborted. */
const ABORTABLE = new Set(["Task", "Wait", "Parallel", "Map"]);

/** Stops all branches that still run, and takes the fan away. */
export function abortFan(execution: Execution, fanId: string): void {
  const fan = execution.state.frames[fanId] as FanFrame;
  for (let index = 0; index < fan.started; index++) {
    const id = childFrameId(fanId, index);
    const frame = execution.state.frames[id];
    if (frame?.kind === "state") abortThread(execution, frame, fan);
    if (frame !== undefined) execution.remove(id);
  }
  closeFan(execution, fanId);
}

function abortThread(execution: Execution, frame: StateFrame, fan: FanFrame): void {
  if (frame.waiting?.kind === "fan") abortFan(execution, frame.waiting.fan);
  else cancelWaiting(execution, frame);
  if (frame.enteredEventId === 0) return;
  const { type } = execution.stateOf(frame);
  if (ABORTABLE.has(type)) execution.note(frame, `${type}StateAborted`);
  const owner = execution.stateOf(execution.state.frames[fan.owner] as StateFrame);
  if (owner.type !== "Map") return;
  const details = { name: owner.name, index: frame.index };
  execution.note(frame, "MapIterationAborted", () => ({ mapIterationAbortedEventDetails: details }));
}
