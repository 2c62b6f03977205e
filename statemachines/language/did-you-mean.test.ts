import { describe, expect, test } from "vitest";
import { closest, editDistance, hintForName, slipLimit } from "./did-you-mean.ts";

describe("editDistance()", () => {
  test.each([
    ["", "", 0],
    ["node", "node", 0],
    ["nod", "node", 1],
    ["ndoe", "node", 1],
    ["kitten", "sitting", 3],
    ["abc", "", 3],
  ])("of %j and %j is %d", (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });
});

describe("closest()", () => {
  test("finds a slip of one or two keys", () => {
    expect(closest("clasify_intent", ["answer", "classify_intent"])).toBe("classify_intent");
  });
  test("ignores case", () => {
    expect(closest("Handover", ["HANDOVER"])).toBe("HANDOVER");
  });
  test("does not guess from one or two letters", () => {
    expect(closest("ab", ["xy", "az"])).toBeUndefined();
  });
  test("does not guess what is too far", () => {
    expect(closest("order", ["return"])).toBeUndefined();
  });
});

describe("slipLimit()", () => {
  test("is stricter than a guess: short names differ by chance", () => {
    expect(closest("own1", ["n1"])).toBeUndefined();
    expect(closest("txt", ["text"])).toBe("text");
    expect(closest("txt", ["text"], slipLimit("txt"))).toBeUndefined();
    expect(closest("clasify", ["classify"], slipLimit("clasify"))).toBe("classify");
  });
});

describe("hintForName()", () => {
  test("lists what there is when nothing is close", () => {
    expect(hintForName("zebra", ["a", "b"], "node")).toBe('Known here: "a", "b".');
  });
  test("says when there is nothing", () => {
    expect(hintForName("zebra", [], "tool")).toBe("There is no tool.");
  });
});
