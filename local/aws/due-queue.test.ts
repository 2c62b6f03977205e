import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DueQueue } from "./due-queue.ts";
import { VirtualScheduler } from "./testing/virtual-scheduler.ts";

function startQueue() {
  const clock = new VirtualScheduler(0);
  const fired: { key: string; atMs: number }[] = [];
  const queue = new DueQueue(clock, (key) => fired.push({ key, atMs: clock.nowMs() }));
  return { clock, queue, fired };
}

describe("DueQueue", () => {
  test("fires once, at its time and not before", () => {
    const { clock, queue, fired } = startQueue();
    queue.set("a", 1_000);
    clock.advance(999);
    expect(fired).toEqual([]);
    clock.advance(1);
    clock.advance(60_000);
    expect(fired).toEqual([{ key: "a", atMs: 1_000 }]);
  });

  test("replaces a deadline and forgets a cancelled one", () => {
    const { clock, queue, fired } = startQueue();
    queue.set("a", 1_000);
    queue.set("a", 5_000);
    queue.set("b", 2_000);
    queue.cancel("b");
    clock.advance(10_000);
    expect(fired).toEqual([{ key: "a", atMs: 5_000 }]);
  });

  test("waits for deadlines beyond what one timer can count", () => {
    const { clock, queue, fired } = startQueue();
    const inFortyDaysMs = 40 * 86_400_000;
    queue.set("a", inFortyDaysMs);
    clock.advance(inFortyDaysMs - 1);
    expect(fired).toEqual([]);
    clock.advance(1);
    expect(fired).toHaveLength(1);
  });

  test("waits longer when the wall clock is set back, and notices within seconds when it is set forward", () => {
    const { clock, queue, fired } = startQueue();
    clock.setWallClock(100_000);
    queue.set("a", 105_000);
    clock.setWallClock(90_000);
    clock.advance(14_999);
    expect(fired).toEqual([]);
    clock.setWallClock(200_000);
    clock.advance(10_000);
    expect(fired).toHaveLength(1);
  });

  test("fires what a callback sets for a time that has already come", () => {
    const clock = new VirtualScheduler(0);
    let count = 0;
    const queue: DueQueue = new DueQueue(clock, (key) => {
      count += 1;
      if (count < 3) queue.set(key, 0);
    });
    queue.set("a", 0);
    clock.advance(1);
    expect(count).toBe(3);
  });

  test("fires every live deadline in order, whatever is set, replaced and cancelled", () => {
    const command = fc.record({
      key: fc.constantFrom("a", "b", "c", "d", "e"),
      dueAtMs: fc.option(fc.nat(500)),
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const { clock, queue, fired } = startQueue();
        const expected = new Map<string, number>();
        for (const { key, dueAtMs } of commands) {
          if (dueAtMs === null) queue.cancel(key);
          else queue.set(key, dueAtMs);
          if (dueAtMs === null) expected.delete(key);
          else expected.set(key, dueAtMs);
        }
        for (let atMs = 0; atMs <= 500; atMs += 1) clock.advance(1);
        expect(new Map(fired.map(({ key, atMs }) => [key, Math.max(0, atMs)]))).toEqual(
          new Map([...expected].map(([key, dueAtMs]) => [key, dueAtMs])),
        );
        expect(fired).toHaveLength(expected.size);
        expect(fired.map(({ atMs }) => atMs)).toEqual(fired.map(({ atMs }) => atMs).sort((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });
});
