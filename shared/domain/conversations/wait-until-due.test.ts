import { expect, test } from "vitest";
import { isEarly } from "./wait-until-due.ts";

test.each([
  [2_001, true],
  [2_000, false],
  [0, false],
])("a check that is due in %i ms is early: %s", (aheadMs, early) => {
  expect(isEarly({ atMs: 50_000 + aheadMs }, 50_000)).toBe(early);
});
