import { describe, expect, test } from "vitest";
import { median, medianOf, medianRatio, quantile } from "./statistics.ts";

describe("median", () => {
  test("is the middle value, whatever the order", () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  test("lies between the two middle ones of an even number", () => {
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  test("of nothing does not exist", () => {
    expect(() => median([])).toThrow(/no values/);
  });
});

describe("quantile", () => {
  test("runs from the smallest to the largest value", () => {
    const values = [30, 10, 20];
    expect([0, 0.5, 0.75, 1].map((share) => quantile(values, share))).toEqual([10, 20, 25, 30]);
  });
});

describe("medianRatio", () => {
  test("is taken round by round: what slows a whole round down does not count", () => {
    const samples = new Map([
      ["a", [100, 10, 400]],
      ["b", [50, 5, 100]],
    ]);
    expect(medianRatio(samples, "a", "b")).toBe(2);
    expect(medianOf(samples, "a")).toBe(100);
  });

  test("of something that was not measured does not exist", () => {
    expect(() => medianRatio(new Map([["a", [1]]]), "a", "b")).toThrow(/Nothing was measured for b/);
  });
});
