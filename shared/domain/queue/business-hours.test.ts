import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addBusinessTime,
  aroundTheClock,
  type BusinessHours,
  businessTimeBetween,
} from "./business-hours.ts";

const hour = 3_600_000;
const nineToFive = { fromMinute: 540, toMinute: 1020 };
const office: BusinessHours = {
  timeZone: "Europe/Berlin",
  weekly: [[], [nineToFive], [nineToFive], [nineToFive], [nineToFive], [nineToFive], []],
  holidays: ["2026-12-25"],
};
const at = (text: string) => Date.parse(text);

describe("addBusinessTime", () => {
  test("stays within a day that is long enough", () => {
    expect(addBusinessTime(at("2026-11-23T10:00:00+01:00"), 2 * hour, office)).toBe(
      at("2026-11-23T12:00:00+01:00"),
    );
  });
  test("begins when the doors open", () => {
    expect(addBusinessTime(at("2026-11-21T12:00:00+01:00"), hour, office)).toBe(
      at("2026-11-23T10:00:00+01:00"),
    );
  });
  test("goes on over the night and over the weekend", () => {
    expect(addBusinessTime(at("2026-11-20T16:00:00+01:00"), 2 * hour, office)).toBe(
      at("2026-11-23T10:00:00+01:00"),
    );
  });
  test("skips a holiday", () => {
    expect(addBusinessTime(at("2026-12-24T16:30:00+01:00"), hour, office)).toBe(
      at("2026-12-28T09:30:00+01:00"),
    );
  });
  test("keeps local times when the clocks change", () => {
    // The clocks go back in the night to Sunday, 25 October 2026.
    expect(addBusinessTime(at("2026-10-23T16:00:00+02:00"), 2 * hour, office)).toBe(
      at("2026-10-26T10:00:00+01:00"),
    );
  });
  test("reaches the end of a day that is open around the clock", () => {
    expect(addBusinessTime(at("2026-11-23T23:00:00Z"), 26 * hour, aroundTheClock)).toBe(
      at("2026-11-25T01:00:00Z"),
    );
  });
  test("is null where nobody ever works", () => {
    expect(addBusinessTime(0, 1, { ...office, weekly: [] })).toBeNull();
  });
  test("counts the hour that the clocks repeat only once per opening", () => {
    const night: BusinessHours = {
      timeZone: "Europe/Berlin",
      weekly: [[{ fromMinute: 0, toMinute: 240 }], [], [], [], [], [], []],
      holidays: [],
    };
    const startMs = at("2026-10-25T00:00:00+02:00");
    expect(businessTimeBetween(startMs, startMs + 24 * hour, night)).toBe(5 * hour);
  });
});

describe("both ways", () => {
  const zones = fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
  );
  const opening = fc
    .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
    .filter(([from, to]) => from < to)
    .map(([fromMinute, toMinute]) => [{ fromMinute, toMinute }]);
  const hours = fc.record({
    timeZone: zones,
    weekly: fc.array(fc.oneof(opening, fc.constant([])), { minLength: 7, maxLength: 7 }),
    holidays: fc.constant([]),
  });
  const moment = fc.integer({ min: at("2026-01-01T00:00:00Z"), max: at("2027-12-31T00:00:00Z") });

  /** The least that is open in ten years. */
  const tenYearsMs = ({ weekly }: BusinessHours) =>
    520 * weekly.flat().reduce((sum, each) => sum + (each.toMinute - each.fromMinute) * 60_000, 0);

  test("what was added has passed", () => {
    fc.assert(
      fc.property(hours, moment, fc.integer({ min: 1, max: 40 * hour }), (each, startMs, durationMs) => {
        const endMs = addBusinessTime(startMs, durationMs, each);
        if (endMs === null) return tenYearsMs(each) < durationMs;
        return businessTimeBetween(startMs, endMs, each) === durationMs && endMs >= startMs;
      }),
      { numRuns: 150 },
    );
  });
  test("time between adds up", () => {
    fc.assert(
      fc.property(hours, moment, fc.nat(9 * 24 * hour), fc.nat(9 * 24 * hour), (each, startMs, a, b) => {
        const whole = businessTimeBetween(startMs, startMs + a + b, each);
        const parts =
          businessTimeBetween(startMs, startMs + a, each) +
          businessTimeBetween(startMs + a, startMs + a + b, each);
        return whole === parts;
      }),
      { numRuns: 150 },
    );
  });
});
