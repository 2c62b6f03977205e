/**
 * A token bucket that refills all the time: `requests` at once, and one more every `refillUs` microseconds. Its whole
 * state is the moment at which it is full again, each request moving that moment on by `refillUs`. This is the generic
 * cell rate algorithm, with the moment as its theoretical arrival time: ITU-T I.371, annex A;
 * https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export interface RateLimit {
  requests: number;
  /** Whole, so that every sum is exact. */
  refillUs: number;
}

export interface RateDecision {
  allowed: boolean;
  limit: number;
  /** Requests that would be allowed at once from now on. */
  remaining: number;
  /** Until all of the limit is there again. */
  resetSeconds: number;
  /** Until one request is allowed again; 0 when this one was. */
  retryAfterSeconds: number;
}

/** Counts requests by key, over all processes. */
export interface RateLimiter {
  /**
   * Takes one request out of a key's bucket, if there is one.
   * @throws RetryableError while that cannot be known
   */
  take(key: string, nowMs: number): Promise<RateDecision>;
}

const minuteUs = 60_000_000;
const secondUs = 1_000_000;

export function perMinute(requests: number): RateLimit {
  return { requests, refillUs: Math.max(1, Math.round(minuteUs / requests)) };
}

/** The latest moment at which a bucket that still has a request may be full again. */
export function lastFullUs({ requests, refillUs }: RateLimit, nowUs: number): number {
  return nowUs + (requests - 1) * refillUs;
}

/** What a bucket's state says at a moment, after the request was taken or refused. */
export function decisionOf(
  limit: RateLimit,
  { allowed, fullAtUs, nowUs }: { allowed: boolean; fullAtUs: number; nowUs: number },
): RateDecision {
  const untilFullUs = Math.max(0, fullAtUs - nowUs);
  const missing = Math.ceil(untilFullUs / limit.refillUs);
  return {
    allowed,
    limit: limit.requests,
    remaining: Math.max(0, limit.requests - missing),
    resetSeconds: Math.ceil(untilFullUs / secondUs),
    retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil((fullAtUs - lastFullUs(limit, nowUs)) / secondUs)),
  };
}
