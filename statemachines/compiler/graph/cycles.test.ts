import { describe, expect, test } from "vitest";
import { findCycles, topologicalOrder } from "./cycles.ts";

function graph(upstream: { [id: string]: string[] }): Map<string, Set<string>> {
  return new Map(Object.entries(upstream).map(([id, earlier]) => [id, new Set(earlier)]));
}

describe("findCycles()", () => {
  test("names the way round in the order of execution", () => {
    expect(findCycles(graph({ a: ["c"], b: ["a"], c: ["b"], d: ["c"] }))).toEqual([["a", "b", "c", "a"]]);
  });
  test("finds a node that waits for itself", () => {
    expect(findCycles(graph({ a: ["a"] }))).toEqual([["a", "a"]]);
  });
  test("names each knot once, by its shortest cycle through its first node", () => {
    const cycles = findCycles(graph({ a: ["b", "c"], b: ["a"], c: ["d"], d: ["a"], x: ["y"], y: ["x"] }));
    expect(cycles).toEqual([
      ["a", "b", "a"],
      ["x", "y", "x"],
    ]);
  });
  test("finds none in a graph without any", () => {
    expect(findCycles(graph({ a: [], b: ["a"], c: ["a", "b"] }))).toEqual([]);
  });
});

describe("topologicalOrder()", () => {
  test("puts a node after everything upstream and keeps the order of the file otherwise", () => {
    expect(topologicalOrder(graph({ c: ["b"], a: [], b: ["a"], d: [] }))).toEqual(["a", "b", "c", "d"]);
  });
});
