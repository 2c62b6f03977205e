const dayMs = 24 * 60 * 60_000;

/** A time zone's clock on the wall. */
export interface LocalClock {
  /** Local time minus UTC at a moment. */
  offsetMs(utcMs: number): number;
  /** The moment of a local time, written as if it were UTC. A time that the clocks skip is the moment of the change. */
  toUtcMs(localMs: number): number;
}

/** Asking `Intl` costs more than all the rest. */
const universal: LocalClock = { offsetMs: () => 0, toUtcMs: (localMs) => localMs };

/** @param timeZone IANA name, e.g. `Europe/Berlin` */
export function localClock(timeZone: string): LocalClock {
  if (timeZone === "UTC") return universal;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const offsetMs = (utcMs: number): number => {
    const parts = Object.fromEntries(
      format.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]),
    ) as Record<"year" | "month" | "day" | "hour" | "minute" | "second", number>;
    const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
    return local - Math.floor(utcMs / 1000) * 1000;
  };
  return {
    offsetMs,
    toUtcMs(localMs) {
      const before = localMs - offsetMs(localMs - dayMs);
      const after = localMs - offsetMs(localMs + dayMs);
      // Where the clocks go back, the earlier of the two; where they skip, neither fits and the later offset wins.
      const candidates = [before, after].filter((utcMs) => utcMs + offsetMs(utcMs) === localMs);
      return candidates.length > 0 ? Math.min(...candidates) : Math.max(before, after);
    },
  };
}
