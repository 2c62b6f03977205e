import { describe, expect, test } from "vitest";
import { mostAttempts, retryDelayMs } from "./retry-schedule.ts";

const hourMs = 3_600_000;

describe("retryDelayMs()", () => {
  test("waits longer and longer, about a day in all, and then no more", () => {
    const delays = Array.from({ length: mostAttempts }, (_, index) =>
      retryDelayMs(index + 1, { askedMs: null, random: 0 }),
    );
    expect(delays.pop()).toBeNull();
    expect(delays).toEqual([5_000, 300_000, 1_800_000, 2 * hourMs, 5 * hourMs, 8 * hourMs, 8 * hourMs]);
    const totalMs = delays.reduce<number>((sum, delayMs) => sum + (delayMs ?? 0), 0);
    expect(totalMs / hourMs).toBeGreaterThan(22);
    expect(totalMs / hourMs).toBeLessThan(26);
  });

  test("brings those who failed together back apart", () => {
    expect(retryDelayMs(2, { askedMs: null, random: 0.5 })).toBe(330_000);
    expect(retryDelayMs(2, { askedMs: null, random: 0.999 })).toBeLessThan(360_000);
  });

  test("comes no sooner than it is asked to, and within a day", () => {
    expect(retryDelayMs(1, { askedMs: 60_000, random: 0 })).toBe(60_000);
    expect(retryDelayMs(2, { askedMs: 1_000, random: 0 })).toBe(300_000);
    expect(retryDelayMs(1, { askedMs: 1_000 * hourMs, random: 0 })).toBe(24 * hourMs);
    expect(retryDelayMs(mostAttempts, { askedMs: 1_000, random: 0 })).toBeNull();
  });
});
