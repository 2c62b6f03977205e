import type { Deadline } from "../../contracts/approval.ts";
import { addBusinessTime, aroundTheClock, type BusinessHours } from "../queue/business-hours.ts";

/** A moment after which hours that never open are given up: the longest that a state can wait is a year. */
const longestMs = 365 * 24 * 60 * 60 * 1000;

/** When a wait that is opened now is over, in wall-clock time; null where it never is. Without hours it is always open. */
export function expiryOf(
  deadline: Deadline | null,
  nowMs: number,
  hours: BusinessHours | null,
): number | null {
  if (deadline === null) return null;
  const durationMs = deadline.seconds * 1000;
  if (deadline.kind === "elapsed") return nowMs + durationMs;
  const businessMs = addBusinessTime(nowMs, durationMs, hours ?? aroundTheClock);
  return Math.min(businessMs ?? Infinity, nowMs + longestMs);
}

/** What a state machine's timeout is for it: whole seconds, never earlier than the moment itself. */
export function timeoutSeconds(expiresAtMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((expiresAtMs - nowMs) / 1000));
}
