import { describe, expect, test } from "vitest";
import { batchMeans } from "./batch-means.ts";
import { waitsAtDesk } from "./desk-queue.ts";
import { erlangC } from "./erlang-c.ts";
import { waitsByRecursion } from "./exact-queue.ts";
import { waitsByPlan } from "./plan-queue.ts";
import { meanServiceMs, workload } from "./workload.ts";

/** `npm run test:simulation` has fifteen times as many; then the two per cent are more than chance allows. */
const arrivals = Number(process.env["HIL_ERLANG_ARRIVALS"] ?? 100_000);
const warmUp = 1_000;
/** Fewer arrivals leave more to chance: what 2 % are at a million, by the square root. */
const tolerance = 0.02 * Math.max(1, Math.sqrt(1_000_000 / arrivals));

describe("erlangC()", () => {
  test.each([
    // Closed forms: r for one server, 2r²/(1+r) for two; Kleinrock's tables for three.
    [1, 0.7, 0.7],
    [2, 0.5, 1 / 3],
    [3, 2 / 3, 4 / 9],
  ])("%i servers at %f: %f have to wait", (servers, utilisation, probability) => {
    expect(erlangC(servers, utilisation, 1).waitingProbability).toBeCloseTo(probability, 12);
  });

  test("gives the well-known 17.4 % and 7.8 seconds for ten erlangs, fourteen people and three minutes", () => {
    const { waitingProbability, meanWaitMs } = erlangC(14, 10 / 14, 180_000);
    expect(waitingProbability).toBeCloseTo(0.1741, 4);
    expect(meanWaitMs).toBeCloseTo(7_836, 0);
  });
});

describe.each([
  { servers: 1, utilisation: 0.5 },
  { servers: 2, utilisation: 0.4 },
  { servers: 2, utilisation: 0.6 },
  { servers: 3, utilisation: 0.7 },
  { servers: 5, utilisation: 0.7 },
  { servers: 8, utilisation: 0.6 },
])("$servers people, busy $utilisation of the time", ({ servers, utilisation }) => {
  test("wait as Erlang's formula says", () => {
    const waits = new Float64Array(arrivals);
    let count = -warmUp;
    for (const waitMs of waitsByPlan(workload(7, servers, utilisation), servers)) {
      if (count >= 0) waits[count] = waitMs;
      if ((count += 1) === arrivals) break;
    }
    const expected = erlangC(servers, utilisation, meanServiceMs);
    const probability = batchMeans(waits.map((waitMs) => (waitMs > 0 ? 1 : 0)));
    const wait = batchMeans(waits);
    const found = [probability.mean / expected.waitingProbability, wait.mean / expected.meanWaitMs] as const;
    const spread = [
      probability.halfWidth / expected.waitingProbability,
      wait.halfWidth / expected.meanWaitMs,
    ];
    console.log(
      `c=${servers} r=${utilisation}: P(wait) ${percent(found[0] - 1)} ± ${percent(spread[0]!)}, mean wait ${percent(found[1] - 1)} ± ${percent(spread[1]!)}`,
    );
    expect(Math.abs(found[0] - 1)).toBeLessThan(tolerance);
    expect(Math.abs(found[1] - 1)).toBeLessThan(tolerance);
  }, 1_200_000);

  test("wait exactly as long as in the queue that the formula is about, each of them", () => {
    const byPlan = waitsByPlan(workload(5, servers, utilisation), servers);
    const byRecursion = waitsByRecursion(workload(5, servers, utilisation), servers);
    for (let number = 1; number <= 20_000; number += 1)
      if (byPlan.next().value !== byRecursion.next().value)
        expect.fail(`Customer ${number} waits differently.`);
  });

  test("wait exactly as long at the desk, where the use cases assign and close", async () => {
    const count = 300;
    const expected: number[] = [];
    for (const waitMs of waitsByPlan(workload(3, servers, utilisation), servers)) {
      expected.push(waitMs);
      if (expected.length === count) break;
    }
    const waits = await waitsAtDesk(workload(3, servers, utilisation), servers, count);
    expect(waits).toEqual(expected);
    expect(Math.max(...waits)).toBeGreaterThan(0);
  });
});

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
