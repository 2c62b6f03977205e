import { ERRORS, type FailureDetails } from "./failures.ts";

/** Errors that `States.ALL` and `States.TaskFailed` leave alone. */
const TERMINAL = new Set<string>([ERRORS.dataLimit, ERRORS.runtime]);
const TIMEOUTS = new Set<string>([ERRORS.timeout, ERRORS.heartbeat]);

/**
 * Whether a retrier's or catcher's `ErrorEquals` names a failure.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function matchesError(names: ReadonlySet<string>, { error, alias }: FailureDetails): boolean {
  if (error !== undefined && names.has(error)) return true;
  if (alias !== undefined && names.has(alias)) return true;
  if (error !== undefined && TERMINAL.has(error)) return false;
  if (names.has("States.ALL")) return true;
  return names.has(ERRORS.taskFailed) && !TIMEOUTS.has(error ?? "");
}
