import { expect, test } from "vitest";
import { equalInConstantTime } from "./equal-in-constant-time.ts";

test.each([
  ["", "", true],
  ["abc", "abc", true],
  ["abc", "abd", false],
  ["abc", "xbc", false],
  ["abc", "ab", false],
  ["ab", "abc", false],
  ["abc\0", "abc", false],
  ["", "abc", false],
  ["abc", "", false],
])("equalInConstantTime(%j, %j) is %s", (given, expected, isEqual) => {
  expect(equalInConstantTime(given, expected)).toBe(isEqual);
});
