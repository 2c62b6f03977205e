import { describe, expect, test } from "vitest";
import { minimalReads } from "./reads.ts";
import type { Read } from "./translation.ts";

const input = (...path: string[]): Read => ({ source: { kind: "input" }, path });
const node = (id: string, ...path: string[]): Read => ({ source: { kind: "node", id }, path });

describe("minimalReads()", () => {
  test("drops what another path covers, and repetitions", () => {
    const reads = [node("a", "x", "y"), node("a", "x"), node("b", "x", "y"), node("a", "x"), input("x", "y")];
    expect(minimalReads(reads)).toEqual([input("x", "y"), node("a", "x"), node("b", "x", "y")]);
  });

  test("keeps names apart that only look like parts of one another", () => {
    const reads = [node("a", "x"), node("a", "xy"), node("a", "x.y")];
    expect(minimalReads(reads)).toHaveLength(3);
  });

  test("needs nothing beside the whole", () => {
    expect(minimalReads([input("x"), input(), node("a", "x")])).toEqual([input(), node("a", "x")]);
  });
});
