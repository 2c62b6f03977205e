import { Badge, type Tone } from "./badge.tsx";
import { sayDuration } from "./duration.ts";
import { useNow } from "./use-now.ts";

const soonMs = 5 * 60_000;

/** How long is left until a deadline, or since it. */
export function DeadlineClock({ due, label }: { due: string; label: string }) {
  const leftMs = Date.parse(due) - useNow();
  const tone: Tone = leftMs < 0 ? "bad" : leftMs < soonMs ? "warn" : "neutral";
  return (
    <Badge tone={tone}>
      <time dateTime={due} title={new Date(due).toLocaleString()}>
        {leftMs < 0 ? `${label} ${sayDuration(-leftMs)} late` : `${label} in ${sayDuration(leftMs)}`}
      </time>
    </Badge>
  );
}
