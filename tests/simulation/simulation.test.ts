import { beforeAll, describe, expect, test } from "vitest";
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
const faults = [
  "killed",
  "rolled back",
  "commit unheard",
  "slow",
  "delivered twice",
  "task invoked twice",
  "execution stopped",
  "wait timed out",
  "database away",
];

describe(`${seeds} seeds of ${events} events`, () => {
  let results: ManyResults;
  beforeAll(async () => {
    results = await simulateMany(firstSeed, seeds, events);
  }, 1_800_000);

  test("never lose a message, its order or an owner, nor give anybody more than they take", () => {
    expect(results.failures).toEqual([]);
  });

  test.each([...arrows, ...faults.map((name) => `fault ${name}`)])(
    "%s, in one seed of ten at least",
    (what) => {
      expect(results.counts.get(what) ?? 0).toBeGreaterThanOrEqual(seeds / 10);
    },
  );
});

test("the same seed makes the same trace, another one another", async () => {
  const [first, again, other] = [await simulate(7, 60), await simulate(7, 60), await simulate(8, 60)];
  expect(again).toEqual(first);
  expect(other.traceHash).not.toBe(first.traceHash);
});
