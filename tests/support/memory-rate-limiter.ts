import {
  decisionOf,
  lastFullUs,
  type RateLimit,
  type RateLimiter,
} from "../../shared/domain/access/rate-limit.ts";

/** The rate limiter of one process, for tests of what stands above it. */
export function createMemoryRateLimiter(limit: RateLimit): RateLimiter {
  const buckets = new Map<string, number>();
  return {
    async take(key, nowMs) {
      const nowUs = nowMs * 1000;
      const fullAtUs = Math.max(buckets.get(key) ?? 0, nowUs);
      if (fullAtUs > lastFullUs(limit, nowUs)) return decisionOf(limit, { allowed: false, fullAtUs, nowUs });
      const moved = fullAtUs + limit.refillUs;
      buckets.set(key, moved);
      return decisionOf(limit, { allowed: true, fullAtUs: moved, nowUs });
    },
  };
}
