import type { Json } from "../asl/types.ts";
import type { StateFrame } from "./types.ts";

/** What differs from one new frame to the next. */
export interface NewFrame {
  id: string;
  fan: string | undefined;
  index: number;
  branch: number;
  input: Json;
  nowMs: number;
  lastEventId: number;
  silent: boolean | undefined;
}

/** A frame before its first state. All are made here, so that they are all alike to the machine that runs this. */
export function newFrame({
  id,
  fan,
  index,
  branch,
  input,
  nowMs,
  lastEventId,
  silent,
}: NewFrame): StateFrame {
  return {
    kind: "state",
    id,
    fan,
    index,
    branch,
    state: "",
    input,
    enteredAtMs: nowMs,
    enteredEventId: 0,
    eventIdBeforeEntry: lastEventId,
    lastEventId,
    variables: undefined,
    attempts: undefined,
    retryCount: 0,
    waiting: undefined,
    silent,
  };
}
