import { type LocalClock, localClock } from "../queue/local-clock.ts";
import type { KpiInterval } from "../../contracts/kpi.ts";

/** Days of a time zone, as `YYYY-MM-DD`, both included, and the moments at which they begin and are over. */
export interface LocalDays {
  firstDay: string;
  lastDay: string;
  fromMs: number;
  toMs: number;
}

const dayMs = 24 * 60 * 60_000;
const monday = 1;

/** The day in a time zone that a moment falls in, moved by a number of days. */
export function localDay(atMs: number, timeZone: string, movedBy = 0): string {
  return dayOf(atMs + localClock(timeZone).offsetMs(atMs) + movedBy * dayMs);
}

/**
 * Some days, cut at midnight of every day, Monday or first of a month. Days are the zone's: one on which the clocks change has
 * 23 or 25 hours. The first and the last part may be shorter than a week or a month.
 */
export function cutDays(
  { firstDay, lastDay }: Pick<LocalDays, "firstDay" | "lastDay">,
  interval: KpiInterval,
  timeZone: string,
): LocalDays[] {
  const clock = localClock(timeZone);
  const parts: LocalDays[] = [];
  const endMs = Date.parse(lastDay) + dayMs;
  for (let beginMs = Date.parse(firstDay); beginMs < endMs;) {
    const nextMs = Math.min(nextCutMs(beginMs, interval), endMs);
    parts.push(daysBetween(beginMs, nextMs, clock));
    beginMs = nextMs;
  }
  return parts;
}

/** How many parts `cutDays` makes, at the most. */
export function mostParts(
  { firstDay, lastDay }: Pick<LocalDays, "firstDay" | "lastDay">,
  interval: KpiInterval,
) {
  const days = (Date.parse(lastDay) - Date.parse(firstDay)) / dayMs + 1;
  return Math.ceil(days / { day: 1, week: 7, month: 28 }[interval]) + 1;
}

/** Midnights here are local ones, written as if they were UTC. */
function daysBetween(beginMs: number, nextMs: number, clock: LocalClock): LocalDays {
  return {
    firstDay: dayOf(beginMs),
    lastDay: dayOf(nextMs - dayMs),
    fromMs: clock.toUtcMs(beginMs),
    toMs: clock.toUtcMs(nextMs),
  };
}

function nextCutMs(beginMs: number, interval: KpiInterval): number {
  const begin = new Date(beginMs);
  if (interval === "month") return Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + 1, 1);
  if (interval === "day") return beginMs + dayMs;
  const daysSinceMonday = (begin.getUTCDay() - monday + 7) % 7;
  return beginMs + (7 - daysSinceMonday) * dayMs;
}

function dayOf(localMs: number): string {
  return new Date(localMs).toISOString().slice(0, 10);
}
