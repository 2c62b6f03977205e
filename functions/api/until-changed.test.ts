import { expect, test } from "vitest";
import type { ChangeCounts } from "../../shared/domain/changes/ports.ts";
import { untilChanged } from "./until-changed.ts";

const counts = (total: number): ChangeCounts => ({ total, ofConversation: () => 0 });
const countOf = ({ total }: ChangeCounts) => total;

/** A clock that pauses move on, and a counter that says `total`; null: nobody knows. */
function prepare(total: (nowMs: number) => number | null) {
  const clock = { nowMs: 0 };
  const pauses: number[] = [];
  const changes = async () => {
    const now = total(clock.nowMs);
    return now === null ? null : counts(now);
  };
  const sleep = async (ms: number, { aborted }: AbortSignal) => {
    pauses.push(ms);
    if (!aborted) clock.nowMs += ms;
  };
  const services = { changes, nowMs: () => clock.nowMs, sleep };
  return { clock, pauses, services };
}

const watched = { tenantId: "t", counts: counts(0), countOf, untilMs: 60_000 };
const listening = new AbortController().signal;

test("pauses until the count has moved", async () => {
  const { clock, services } = prepare((nowMs) => (nowMs >= 3_000 ? 1 : 0));
  await untilChanged(watched, services, listening);
  expect(clock.nowMs).toBe(3_000);
});

test("a count that has gone back has moved, too", async () => {
  const { clock, services } = prepare(() => 0);
  await untilChanged({ ...watched, counts: counts(5) }, services, listening);
  expect(clock.nowMs).toBe(1_000);
});

test("looks anyway after ten seconds, and never later than asked", async () => {
  for (const [untilMs, expected] of [
    [60_000, 10_000],
    [2_500, 2_500],
  ] as const) {
    const { clock, services } = prepare(() => 0);
    await untilChanged({ ...watched, untilMs }, services, listening);
    expect(clock.nowMs).toBe(expected);
  }
});

test("looks again after a second at what an open transaction holds back", async () => {
  const { clock, services } = prepare(() => 0);
  await untilChanged({ ...watched, isHeldBack: true }, services, listening);
  expect(clock.nowMs).toBe(1_000);
});

test("takes no silence of the counter for a change, before or after", async () => {
  for (const known of [counts(0), null]) {
    const { clock, services } = prepare((nowMs) => (nowMs < 5_000 ? null : 0));
    await untilChanged({ ...watched, counts: known }, services, listening);
    expect(clock.nowMs).toBe(10_000);
  }
});

test("ends when nobody listens any more", async () => {
  const { pauses, services } = prepare(() => 0);
  await untilChanged(watched, services, AbortSignal.abort());
  expect(pauses).toEqual([]);
});
