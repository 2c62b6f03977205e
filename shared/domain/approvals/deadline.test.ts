import { describe, expect, test } from "vitest";
import { expiryOf, timeoutSeconds } from "./deadline.ts";

const nineToFive = {
  timeZone: "UTC",
  weekly: [0, 1, 2, 3, 4, 5, 6].map((day) =>
    day === 0 || day === 6 ? [] : [{ fromMinute: 540, toMinute: 1020 }],
  ),
  holidays: [],
};
/** A Friday. */
const friday = Date.UTC(2026, 0, 2, 16, 0, 0);

describe("expiryOf()", () => {
  test("counts all the time, or business time only", () => {
    expect(expiryOf({ kind: "elapsed", seconds: 7200 }, friday, nineToFive)).toBe(friday + 7_200_000);
    const monday = Date.UTC(2026, 0, 5, 10, 0, 0);
    expect(expiryOf({ kind: "business", seconds: 7200 }, friday, nineToFive)).toBe(monday);
  });

  test("is always open without hours, and gives up hours that never open after a year", () => {
    expect(expiryOf({ kind: "business", seconds: 60 }, friday, null)).toBe(friday + 60_000);
    const closed = { ...nineToFive, weekly: [] };
    expect(expiryOf({ kind: "business", seconds: 60 }, friday, closed)).toBe(friday + 365 * 86_400_000);
    expect(expiryOf(null, friday, null)).toBeNull();
  });
});

describe("timeoutSeconds()", () => {
  test("is never earlier than the moment, and never nothing", () => {
    expect(timeoutSeconds(1_001, 0)).toBe(2);
    expect(timeoutSeconds(1_000, 0)).toBe(1);
    expect(timeoutSeconds(0, 5_000)).toBe(1);
  });
});
