import { expect, test } from "vitest";
import { sayDuration } from "./duration.ts";

test.each([
  [-5, "0 ms"],
  [999, "999 ms"],
  [1_000, "1 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_600_000, "1 h"],
  [7_500_000, "2 h 5 min"],
  [47 * 3_600_000, "47 h"],
  [48 * 3_600_000, "2 d"],
])("%d ms is %s", (durationMs, said) => {
  expect(sayDuration(durationMs)).toBe(said);
});
