import { describe, expect, test } from "vitest";
import { TouchedFrames } from "./touched-frames.ts";
import type { Frame } from "./types.ts";

function result(output: number): Frame {
  return { kind: "result", output };
}

function frames(...ids: string[]): Record<string, Frame> {
  return Object.fromEntries(ids.map((id, index) => [id, result(index)]));
}

describe("TouchedFrames", () => {
  test("puts a piece's frames back as they were before it, absent ones too", () => {
    const all = frames("a", "b");
    const touched = new TouchedFrames(all);
    touched.beginPiece();
    for (const output of [7, 8]) {
      touched.add("a", all["a"]);
      all["a"] = result(output);
    }
    touched.add("b", all["b"]);
    delete all["b"];
    touched.add("c", undefined);
    all["c"] = result(9);
    touched.undoPiece();
    expect(all).toEqual(frames("a", "b"));
    expect([...touched.ids()]).toEqual([]);
  });

  test("leaves the pieces before alone", () => {
    const all = frames("a");
    const touched = new TouchedFrames(all);
    touched.beginPiece();
    touched.add("a", all["a"]);
    all["a"] = result(7);
    touched.beginPiece();
    expect(touched.has("a")).toBe(false);
    touched.add("a", all["a"]);
    all["a"] = result(8);
    touched.undoPiece();
    expect(all).toEqual({ a: result(7) });
    expect([...touched.ids()]).toEqual(["a"]);
  });

  test.each([1, 12, 13, 500])("knows each of %i frames", (count) => {
    const ids = Array.from({ length: count }, (_, index) => `f1.${index}`);
    const touched = new TouchedFrames({});
    touched.beginPiece();
    for (const id of ids) touched.add(id, undefined);
    expect(ids.every((id) => touched.has(id))).toBe(true);
    expect(touched.has("f2")).toBe(false);
    expect(new Set(touched.ids())).toEqual(new Set(ids));
  });
});
