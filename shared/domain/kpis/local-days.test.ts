import { describe, expect, test } from "vitest";
import { cutDays, localDay } from "./local-days.ts";

const berlin = "Europe/Berlin";
const hourMs = 3_600_000;
const hours = (part: { fromMs: number; toMs: number }) => (part.toMs - part.fromMs) / hourMs;

describe("localDay()", () => {
  test.each([
    ["2026-03-28T22:59:59Z", "2026-03-28"],
    ["2026-03-28T23:00:00Z", "2026-03-29"],
    // Summer time from here on.
    ["2026-03-29T21:59:59Z", "2026-03-29"],
    ["2026-03-29T22:00:00Z", "2026-03-30"],
  ])("of %s in Berlin is %s", (moment, day) => {
    expect(localDay(Date.parse(moment), berlin)).toBe(day);
  });

  test("moves by days", () => {
    expect(localDay(Date.parse("2026-03-01T12:00:00Z"), "UTC", -1)).toBe("2026-02-28");
  });
});

describe("cutDays()", () => {
  test("makes days of 23 and 25 hours where the clocks change", () => {
    const spring = cutDays({ firstDay: "2026-03-28", lastDay: "2026-03-30" }, "day", berlin);
    expect(spring.map(hours)).toEqual([24, 23, 24]);
    expect(new Date(spring[1]!.fromMs).toISOString()).toBe("2026-03-28T23:00:00.000Z");
    const autumn = cutDays({ firstDay: "2026-10-25", lastDay: "2026-10-25" }, "day", berlin);
    expect(autumn.map(hours)).toEqual([25]);
  });

  test("begins a day at the change where midnight is skipped", () => {
    const [day] = cutDays({ firstDay: "2026-03-08", lastDay: "2026-03-08" }, "day", "America/Havana");
    expect(new Date(day!.fromMs).toISOString()).toBe("2026-03-08T05:00:00.000Z");
    expect(hours(day!)).toBe(23);
  });

  test("begins weeks on Monday, with a rest at either end", () => {
    const weeks = cutDays({ firstDay: "2026-11-19", lastDay: "2026-12-01" }, "week", berlin);
    expect(weeks.map(({ firstDay, lastDay }) => [firstDay, lastDay])).toEqual([
      ["2026-11-19", "2026-11-22"],
      ["2026-11-23", "2026-11-29"],
      ["2026-11-30", "2026-12-01"],
    ]);
  });

  test("begins months on their first day", () => {
    const months = cutDays({ firstDay: "2026-01-31", lastDay: "2026-03-01" }, "month", "UTC");
    expect(months.map(({ firstDay, lastDay }) => [firstDay, lastDay])).toEqual([
      ["2026-01-31", "2026-01-31"],
      ["2026-02-01", "2026-02-28"],
      ["2026-03-01", "2026-03-01"],
    ]);
  });

  test.each(["day", "week", "month"] as const)(
    "leaves nothing out between one %s and the next",
    (interval) => {
      for (const timeZone of ["UTC", berlin, "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu"]) {
        const parts = cutDays({ firstDay: "2026-01-01", lastDay: "2026-12-31" }, interval, timeZone);
        for (const [index, part] of parts.slice(1).entries()) expect(part.fromMs).toBe(parts[index]!.toMs);
        expect(parts.every(({ fromMs, toMs }) => fromMs < toMs)).toBe(true);
      }
    },
  );
});
