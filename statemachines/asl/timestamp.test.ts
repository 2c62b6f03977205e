import { describe, expect, test } from "vitest";
import { parseTimestamp } from "./timestamp.ts";

describe("parseTimestamp", () => {
  test.each([
    ["2026-03-14T01:59:00Z", "2026-03-14T01:59:00.000Z"],
    ["2016-03-05T21:29:29.243167252Z", "2016-03-05T21:29:29.243Z"],
    ["2024-02-29T00:00:00+02:00", "2024-02-28T22:00:00.000Z"],
    ["2024-02-29T00:00:00-00:30", "2024-02-29T00:30:00.000Z"],
  ])("reads %s", (text, expected) => {
    expect(new Date(parseTimestamp(text)!).toISOString()).toBe(expected);
  });

  test.each([
    "2016-12-05 21:29:29Z",
    "2016-12-05T21:29:29",
    "2016-13-05T21:29:29Z",
    "2016-12-05T25:29:29Z",
    "2023-02-29T00:00:00Z",
    "05-12-2016T21:29:29Z",
    "",
  ])("refuses %j", (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});
