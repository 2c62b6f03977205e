import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { perMinute, type RateLimit, type RateLimiter } from "../../shared/domain/access/rate-limit.ts";

/** How to get limiters that share their buckets: as many processes would have. */
export interface RateLimitersUnderTest {
  open(limit: RateLimit, processes: number): Promise<RateLimiter[]>;
  propertyRuns: number;
}

const startMs = Date.parse("2026-03-01T12:00:00Z");

async function allowedOf(limiter: RateLimiter, key: string, nowMs: number, count: number): Promise<number> {
  const decisions = await Promise.all(Array.from({ length: count }, () => limiter.take(key, nowMs)));
  return decisions.filter(({ allowed }) => allowed).length;
}

/** What every rate limiter promises. */
export function testRateLimiter({ open, propertyRuns }: RateLimitersUnderTest): void {
  describe("of 500 requests at once", () => {
    test("exactly as many as the limit are allowed", async () => {
      const [limiter] = await open(perMinute(100), 1);
      expect(await allowedOf(limiter!, "key", startMs, 500)).toBe(100);
    });

    test("exactly as many as the limit are allowed over four processes", async () => {
      const limiters = await open(perMinute(100), 4);
      const allowed = await Promise.all(limiters.map((each) => allowedOf(each, "key", startMs, 125)));
      expect(allowed.reduce((sum, each) => sum + each)).toBe(100);
    });
  });

  test("keys have buckets of their own", async () => {
    const [limiter] = await open(perMinute(3), 1);
    expect(await allowedOf(limiter!, "one", startMs, 5)).toBe(3);
    expect(await allowedOf(limiter!, "two", startMs, 5)).toBe(3);
  });

  test("refills one request at a time, and never beyond the limit", async () => {
    const [limiter] = await open(perMinute(60), 1);
    expect(await allowedOf(limiter!, "key", startMs, 61)).toBe(60);
    expect(await allowedOf(limiter!, "key", startMs + 999, 1)).toBe(0);
    expect(await allowedOf(limiter!, "key", startMs + 1_000, 2)).toBe(1);
    expect(await allowedOf(limiter!, "key", startMs + 31_000, 99)).toBe(30);
    expect(await allowedOf(limiter!, "key", startMs + 3_600_000, 99)).toBe(60);
  });

  test("says what is left, when all of it is there again, and when one is", async () => {
    const [limiter] = await open(perMinute(2), 1);
    const none = { limit: 2, retryAfterSeconds: 0 };
    expect(await limiter!.take("key", startMs)).toEqual({
      ...none,
      allowed: true,
      remaining: 1,
      resetSeconds: 30,
    });
    expect(await limiter!.take("key", startMs)).toEqual({
      ...none,
      allowed: true,
      remaining: 0,
      resetSeconds: 60,
    });
    expect(await limiter!.take("key", startMs + 12_500)).toEqual({
      limit: 2,
      allowed: false,
      remaining: 0,
      resetSeconds: 48,
      retryAfterSeconds: 18,
    });
    expect(await limiter!.take("key", startMs + 30_000)).toMatchObject({ allowed: true, remaining: 0 });
  });

  test("who comes back after Retry-After is let in", async () => {
    const [limiter] = await open(perMinute(7), 1);
    await allowedOf(limiter!, "key", startMs, 7);
    const { retryAfterSeconds } = await limiter!.take("key", startMs + 1);
    expect(await limiter!.take("key", startMs + 1 + retryAfterSeconds * 1000)).toMatchObject({
      allowed: true,
    });
  });

  test("a refused request costs nothing", async () => {
    const [limiter] = await open(perMinute(1), 1);
    await limiter!.take("key", startMs);
    for (const atMs of [1, 20_000, 59_999]) {
      expect(await limiter!.take("key", startMs + atMs)).toMatchObject({ allowed: false });
    }
    expect(await limiter!.take("key", startMs + 60_000)).toMatchObject({ allowed: true });
  });

  test("decides as a token bucket does, whatever is asked when, and by which process", async () => {
    const requests = fc.array(fc.tuple(fc.nat(40_000), fc.nat(1)), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), requests, async (count, asked) => {
        const limit = perMinute(count);
        const limiters = await open(limit, 2);
        let [tokens, atUs, nowMs] = [count * limit.refillUs, startMs * 1000, startMs];
        for (const [pauseMs, process] of asked) {
          nowMs += pauseMs;
          tokens = Math.min(count * limit.refillUs, tokens + nowMs * 1000 - atUs);
          atUs = nowMs * 1000;
          const expected = tokens >= limit.refillUs;
          if (expected) tokens -= limit.refillUs;
          const decision = await limiters[process]!.take("key", nowMs);
          expect(decision.allowed).toBe(expected);
          expect(decision.remaining).toBe(Math.floor(tokens / limit.refillUs));
        }
      }),
      { numRuns: propertyRuns },
    );
  });
}
