import { expect, test } from "vitest";
import { readOpenings, writeOpenings } from "./openings.ts";

test.each(["", "0:00-24:00", "9:00-12:30, 13:30-17:00"])("%j is read as it is written", (text) => {
  expect(writeOpenings(readOpenings(text)!)).toBe(text);
});

test.each(["9-17", "17:00-9:00", "9:00-9:00", "9:00-25:00", "9:70-10:00", "closed"])(
  "%j says no opening times",
  (text) => {
    expect(readOpenings(text)).toBeNull();
  },
);
