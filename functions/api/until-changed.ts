import type { ChangeCounts } from "../../shared/domain/changes/ports.ts";
import type { ApiServices } from "./api-services.ts";

/** Between two questions to the counter. */
const pauseMs = 1_000;
/** A count that was lost, or a counter that does not answer, delays those who follow by this much. */
const longestMs = 10_000;

/** What is followed: when it began to be read, and how much had changed by then. */
export interface Watched {
  tenantId: string;
  /** Null: nobody knows. */
  counts: ChangeCounts | null;
  /** Of the tenant, or of a conversation. */
  countOf: (counts: ChangeCounts) => number;
  untilMs: number;
  /** Something is on its way that no count will tell of. */
  isHeldBack?: boolean;
}

/** Pauses until something may have changed, `untilMs` has come, or nobody listens any more; the database rests. */
export async function untilChanged(
  { tenantId, counts, countOf, untilMs, isHeldBack = false }: Watched,
  { changes, nowMs, sleep }: Pick<ApiServices, "changes" | "nowMs" | "sleep">,
  signal: AbortSignal,
): Promise<void> {
  const lookMs = Math.min(untilMs, nowMs() + (isHeldBack ? pauseMs : longestMs));
  while (!signal.aborted && nowMs() < lookMs) {
    await sleep(Math.min(pauseMs, lookMs - nowMs()), signal);
    const now = await changes(tenantId);
    if (counts !== null && now !== null && countOf(now) !== countOf(counts)) return;
  }
}
