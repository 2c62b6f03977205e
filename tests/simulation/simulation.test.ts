import { beforeAll, describe, expect, test } from "vitest";
import { type Fault, faults, pairOf } from "./encounters.ts";
import { simulate } from "./simulation.ts";
import { type ManyResults, simulateMany } from "./simulate-many.ts";

/** `npm run test:simulation` runs two thousand. */
const seeds = Number(process.env["HIL_SIMULATION_SEEDS"] ?? 300);
const firstSeed = Number(process.env["HIL_SIMULATION_FIRST_SEED"] ?? 1);
const events = 200;

/** What has to have happened for a run of many seeds to mean something. */
const arrows = [
  "new -> ai_processing",
  "ai_processing -> finished",
  "ai_processing -> handover",
  "handover -> pending_human",
  "pending_human -> human_active",
  "human_active -> pending_human",
  "human_active -> resolved",
  "human_active -> back_to_ai",
  "back_to_ai -> ai_processing",
  "finished -> new",
  "resolved -> new",
];
const other = ["delivered twice", "task invoked twice", "start unheard"];

/** How often each fault has to meet each transition; fewer seeds leave more to chance. */
const rarest = seeds < 2_000 ? seeds / 60 : 100;
/** Before a transition out of these, no state machine waits for a person. */
const withoutWait = new Set(["new", "ai_processing", "finished"]);
/** Whoever ends a turn writes, and calls nothing. */
const withoutCall = new Set(["ai_processing"]);
const pairs = arrows.flatMap((arrow) =>
  faults.filter((fault) => isPossible(arrow, fault)).map((fault) => pairOf(arrow, fault)),
);

function isPossible(arrow: string, fault: Fault): boolean {
  const from = arrow.slice(0, arrow.indexOf(" "));
  if (fault === "wait timed out") return !withoutWait.has(from);
  if (fault === "call failed" || fault === "answer lost") return !withoutCall.has(from);
  return true;
}

describe(`${seeds} seeds of ${events} events`, () => {
  let results: ManyResults;
  beforeAll(async () => {
    results = await simulateMany(firstSeed, seeds, events);
  }, 1_800_000);

  test("never lose a message, its order or an owner, nor give anybody more than they take", () => {
    expect(results.failures).toEqual([]);
  });

  test.each([...arrows, ...other.map((name) => `fault ${name}`)])(
    "%s, in one seed of ten at least",
    (what) => {
      expect(results.counts.get(what) ?? 0).toBeGreaterThanOrEqual(seeds / 10);
    },
  );

  test("meet every fault at every transition, a hundred times in two thousand seeds", () => {
    const found = pairs.map((pair) => [pair, results.counts.get(pair) ?? 0] as const);
    console.log(
      `Rarest: ${found
        .toSorted((a, b) => a[1] - b[1])
        .slice(0, 5)
        .map(([pair, count]) => `${pair} ${count}`)
        .join("; ")}`,
    );
    expect(found.filter(([, count]) => count < rarest)).toEqual([]);
  });
});

test("the same seed makes the same trace, another one another", async () => {
  const [first, again, other] = [await simulate(7, 60), await simulate(7, 60), await simulate(8, 60)];
  expect(again).toEqual(first);
  expect(other.traceHash).not.toBe(first.traceHash);
});
