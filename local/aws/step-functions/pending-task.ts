import { createHash } from "node:crypto";
import type { Effect } from "../../../statemachines/interpreter/types.ts";

export type RunTask = Extract<Effect, { kind: "run-task" }>;

/** A task that an execution waits for. */
export interface PendingTask {
  effect: RunTask;
  /** Its resource has accepted it; from then on it is only waited for. */
  submitted: boolean;
}

/** Task tokens are bearer secrets: the journal finds them by their hash. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}
