import { describe, expect, test } from "vitest";
import { mutationsOf } from "./mutations.ts";

const mutants = (source: string) =>
  mutationsOf(source, "example.ts").map(({ kind, start, end, replacement }) => [
    kind,
    source.slice(0, start) + replacement + source.slice(end),
  ]);

describe("mutationsOf()", () => {
  test("turns comparisons round and moves their bounds", () => {
    expect(mutants("f = a < b;")).toEqual([
      ["comparison", "f = a <= b;"],
      ["comparison", "f = a >= b;"],
    ]);
    expect(mutants("f = a === b;")).toEqual([["comparison", "f = a !== b;"]]);
  });

  test("drops either side of a condition, and negations", () => {
    expect(mutants("f = a && !b;")).toEqual([
      ["dropped condition", "f = a;"],
      ["dropped condition", "f = !b;"],
      ["negation", "f = a && b;"],
    ]);
  });

  test("removes guards, calls and the fields that rows are guarded by", () => {
    expect(mutants("function f() { if (a) return 1; g(); return { ...a, version: 2, text: 3 }; }")).toEqual([
      ["removed guard", "function f() { ; g(); return { ...a, version: 2, text: 3 }; }"],
      ["removed call", "function f() { if (a) return 1; ; return { ...a, version: 2, text: 3 }; }"],
      ["removed field", "function f() { if (a) return 1; g(); return { ...a, ...{}, text: 3 }; }"],
    ]);
  });

  test("stops counting, counts the other way, forgets locks and swaps branches", () => {
    expect(mutants("f = n + 1;")).toEqual([
      ["counting step", "f = n;"],
      ["counting step", "f = n - 1;"],
    ]);
    expect(mutants("f = s.lock(i);")).toEqual([["missing lock", "f = s.get(i);"]]);
    expect(mutants("f = a ? b : c;")).toEqual([["swapped branches", "f = a ? c : b;"]]);
  });

  test("leaves types and whole objects alone", () => {
    expect(mutants("type A = B extends C ? D : E; const f: A = { version: 1 };")).toEqual([]);
  });
});
