import { describe, expect, test } from "vitest";
import { asynchronousFunctions, deadLetterQueues, standingSchedules } from "./dead-letters.ts";
import { testTopology } from "./stacks/testing/test-topology.ts";

describe("deadLetterQueues()", () => {
  test("names one for everything that nobody waits for", () => {
    expect(deadLetterQueues(testTopology)).toEqual([
      "jobs-dlq",
      "run-ended-dlq",
      "job-made-dlq",
      "tidy-up-dlq",
      "count-up-dlq",
      "watch-dlq",
      "release-dlq",
      "tidy-dlq",
      "count-dlq",
    ]);
  });

  test("names none for a schedule that is left out, nor for its function", () => {
    expect(deadLetterQueues(testTopology, true)).not.toContain("tidy-up-dlq");
    expect(deadLetterQueues(testTopology, true)).not.toContain("tidy-dlq");
  });
});

test("functions of rules, releases and schedules are started asynchronously", () => {
  expect(asynchronousFunctions(testTopology)).toEqual(["watch", "release", "tidy", "count"]);
});

test("schedules stand unless they would keep a database awake", () => {
  expect(Object.keys(standingSchedules(testTopology, false))).toEqual(["tidy-up", "count-up"]);
  expect(Object.keys(standingSchedules(testTopology, true))).toEqual(["count-up"]);
});
