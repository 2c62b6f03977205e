import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../contracts/errors.ts";
import { readCursor, writeCursor } from "./cursor.ts";

describe("readCursor()", () => {
  test("reads what was written, in a URL's characters", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -8.64e15, max: 8.64e15 }),
        fc.string({ maxLength: 100, unit: "grapheme" }),
        (atMs, id) => {
          const cursor = writeCursor("runs", { atMs, id });
          expect(cursor).toMatch(/^[\w-]+$/);
          expect(readCursor("runs", cursor)).toEqual({ atMs, id });
        },
      ),
    );
  });

  test("begins at the first page without a cursor", () => {
    expect(readCursor("runs", null)).toBeNull();
  });

  test("refuses another list's cursor", () => {
    expect(() => readCursor("waits", writeCursor("runs", { atMs: 1, id: "a" }))).toThrow(InvalidInputError);
  });

  test("reads any text or refuses it, and fails in no other way", () => {
    const written = fc.json().map((text) => Buffer.from(text).toString("base64url"));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), written), (text) => {
        expect(() => readCursor("runs", text)).toThrow(InvalidInputError);
      }),
    );
  });

  test.each([
    ["runs", 1.5, "a"],
    ["runs", 9e15, "a"],
    ["runs", "1", "a"],
    ["runs", 1, 2],
    ["runs", 1, "a", "more"],
    ["runs", 1, "a".repeat(501)],
  ])("refuses a position of another shape: %j", (...position) => {
    const cursor = Buffer.from(JSON.stringify(position)).toString("base64url");
    expect(() => readCursor("runs", cursor)).toThrow(InvalidInputError);
  });
});
