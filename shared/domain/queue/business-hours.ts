import { localClock } from "./local-clock.ts";

/** When people work: opening times by weekday in a time zone, without the days on which nobody does. */
export interface BusinessHours {
  /** IANA name, e.g. `Europe/Berlin`. */
  timeZone: string;
  /** Opening times by weekday, 0 is Sunday; in minutes after local midnight, in order, without overlap. */
  weekly: readonly (readonly Opening[])[];
  /** Local dates, `YYYY-MM-DD`. */
  holidays: readonly string[];
}

export interface Opening {
  fromMinute: number;
  /** Exclusive; 1440 is the end of the day. */
  toMinute: number;
}

export const aroundTheClock: BusinessHours = {
  timeZone: "UTC",
  weekly: Array.from({ length: 7 }, () => [{ fromMinute: 0, toMinute: 1440 }]),
  holidays: [],
};

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Nobody plans further; hours that never open end here instead of in an endless search. */
const mostDays = 3_660;

/**
 * The moment at which `durationMs` of business time have passed since `startMs`; null when the hours do not hold that
 * much within ten years. Daylight saving is the zone's: an opening of 9 to 17 has 8 hours on every day it is open.
 */
export function addBusinessTime(startMs: number, durationMs: number, hours: BusinessHours): number | null {
  let leftMs = durationMs;
  for (const { fromMs, toMs } of openings(startMs, hours)) {
    const beginMs = Math.max(fromMs, startMs);
    if (toMs <= beginMs) continue;
    if (toMs - beginMs >= leftMs) return beginMs + leftMs;
    leftMs -= toMs - beginMs;
  }
  return null;
}

/** Business time between two moments; 0 when the second is not later. */
export function businessTimeBetween(startMs: number, endMs: number, hours: BusinessHours): number {
  let passedMs = 0;
  if (endMs <= startMs) return 0;
  for (const { fromMs, toMs } of openings(startMs, hours)) {
    if (fromMs >= endMs) break;
    passedMs += Math.max(0, Math.min(toMs, endMs) - Math.max(fromMs, startMs));
  }
  return passedMs;
}

/** Openings in order, from the local day of `startMs` on. */
function* openings(startMs: number, hours: BusinessHours): Generator<{ fromMs: number; toMs: number }> {
  const clock = localClock(hours.timeZone);
  const holidays = new Set(hours.holidays);
  // One day earlier, because an offset may put the local date before or after the UTC one.
  const firstDayMs = Math.floor((startMs + clock.offsetMs(startMs)) / dayMs) * dayMs;
  for (let day = 0; day < mostDays; day += 1) {
    const midnightMs = firstDayMs + day * dayMs;
    if (holidays.has(new Date(midnightMs).toISOString().slice(0, 10))) continue;
    for (const { fromMinute, toMinute } of hours.weekly[new Date(midnightMs).getUTCDay()] ?? []) {
      const fromMs = clock.toUtcMs(midnightMs + fromMinute * minuteMs);
      const toMs = clock.toUtcMs(midnightMs + toMinute * minuteMs);
      yield { fromMs, toMs };
    }
  }
}
