const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Standard Webhooks' example, as far as a day goes: after each attempt that failed, so long until the next. */
const delaysMs = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 8 * hour, 8 * hour];
/** Whoever asks for more than a day is asked again after a day. */
const longestMs = 24 * hour;
const jitterShare = 0.2;

/** The first attempt and one after each delay. */
export const mostAttempts = delaysMs.length + 1;

/**
 * How long until the next attempt after so many have failed; null: it was the last. Never sooner than the receiver asks
 * for. `random` is in [0, 1): those who failed together do not come back together.
 */
export function retryDelayMs(
  failedAttempts: number,
  { askedMs, random }: { askedMs: number | null; random: number },
): number | null {
  const delayMs = delaysMs[failedAttempts - 1];
  if (delayMs === undefined) return null;
  const spread = delayMs * (1 + jitterShare * random);
  return Math.round(Math.max(spread, Math.min(askedMs ?? 0, longestMs)));
}
