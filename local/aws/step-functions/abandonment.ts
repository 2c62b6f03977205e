import type { HistoryEvent } from "../../../statemachines/interpreter/types.ts";
import type { Advance } from "./engine.ts";

/** How many events an execution may have, as the service has it; the last one says that it ended. */
export const HISTORY_LIMIT = 25_000;

/**
 * The end of an execution whose step threw, which no definition and no input should make it do: it fails and says so,
 * because an execution that silently stands still is worse.
 */
export function abandonment(lastEventId: number, error: unknown, nowMs: number): Advance {
  const reason = error instanceof Error ? error.message : String(error);
  return failure([], lastEventId, `The state machine cannot be run on: ${reason}`, nowMs);
}

/** The step, unless its history grows too long: then the execution fails with the last event it may have. */
export function withinHistoryLimit(advance: Advance, nowMs: number): Advance {
  const lastId = advance.history.at(-1)?.id ?? 0;
  if (lastId < HISTORY_LIMIT || (lastId === HISTORY_LIMIT && advance.outcome !== undefined)) return advance;
  const kept = advance.history.filter(({ id }) => id < HISTORY_LIMIT);
  const cause = `The execution reached the maximum number of history events (${HISTORY_LIMIT}).`;
  return failure(kept, HISTORY_LIMIT - 1, cause, nowMs);
}

function failure(
  history: readonly HistoryEvent[],
  lastEventId: number,
  cause: string,
  nowMs: number,
): Advance {
  const details = { error: "States.Runtime", cause };
  const event: HistoryEvent = {
    id: lastEventId + 1,
    previousEventId: lastEventId,
    timestamp: nowMs,
    type: "ExecutionFailed",
    executionFailedEventDetails: details,
  };
  return {
    state: {},
    history: [...history, event],
    effects: [],
    root: "",
    changedFrames: [],
    deletedFrames: [],
    outcome: { status: "FAILED", ...details },
  };
}
