import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mutuallyExclusive } from "./atoms.ts";
import {
  JMESPATH_WORDS,
  JSONATA_WORDS,
  SCHEMA_OF_B,
  conditions,
  fewPaths,
  scopeData,
} from "./testing/conditions.ts";
import { type Translated, evaluateCondition, scopeOf } from "./testing/scope.ts";
import { translateJmespath } from "./translate-jmespath.ts";
import { translateJsonata } from "./translate-jsonata.ts";

const SCOPE = scopeOf(SCHEMA_OF_B);

function jmespath(expression: string): Translated {
  const translation = translateJmespath(expression, SCOPE);
  if (!translation.ok) throw new Error(JSON.stringify(translation.problems));
  return translation;
}

function jsonata(expression: string): Translated {
  const translation = translateJsonata(expression, SCOPE);
  if (!translation.ok) throw new Error(JSON.stringify(translation.problems));
  return translation;
}

describe("mutuallyExclusive()", () => {
  test.each([
    ["a.output.intent == 'refund'", "a.intent == 'order_status'"],
    ["output.intent == 'refund'", "a.output.intent != 'refund'"],
    ["a.x", "!(a.x)"],
    ["a.x == true", "a.x == false"],
    ["a.x", "a.x == null"],
    ["a.score < `0.5`", "a.score >= `0.5`"],
    ["a.score < `0.5`", "`0.7` < a.score"],
    ["a.score < `0.5`", "!(a.score < `0.5`)"],
    ["a.score > `1`", "a.score == 'high'"],
    ["a.score > `1`", "!(a.score)"],
    ["a.score >= `1` && a.score <= `1`", "a.score != `1`"],
    ["a.x == 'r' || a.x == 's'", "a.x == 't' || a.x == 'u'"],
    ["a.x == 'r' && b.c", "a.x == 's'"],
    ["!(a.x == 'r' || a.y)", "a.x == 'r'"],
    ["!(a.x != 'r' && a.y)", "a.x == 's' && a.y"],
    ["length(a.items) > `3`", "length(a.items) == `0`"],
    ["a.items[?price > `5`]", "!(a.items[?price > `5`])"],
    ["a | x == 'r'", "a.x == 's'"],
    ["a.x == a.y", "a.x != a.y"],
    ["contains(a.tags, 'urgent')", "!contains(a.tags, 'urgent')"],
    ["a.x < 'text'", "true"],
  ])("tells %s from %s", (left, right) => {
    expect(mutuallyExclusive(jmespath(left).atoms, jmespath(right).atoms)).toBe(true);
    expect(mutuallyExclusive(jmespath(right).atoms, jmespath(left).atoms)).toBe(true);
  });

  test.each([
    ["a.x == 'r'", "a.y == 's'"],
    ["a.x == 'r'", "b.x == 's'"],
    ["a.x != 'r'", "a.x != 's'"],
    ["a.x", "a.x == 'r'"],
    ["a.x == `0`", "a.x"],
    ["a.score < `0.5`", "a.score < `0.7`"],
    ["!(a.score < `0.5`)", "!(a.score >= `0.5`)"],
    ["a.x == 'r' || a.y", "a.x == 's'"],
    ["true", "a.x"],
  ])("leaves %s and %s alone", (left, right) => {
    expect(mutuallyExclusive(jmespath(left).atoms, jmespath(right).atoms)).toBe(false);
  });

  test.each([
    ["a.intent = 'refund'", "a.intent = 'other'"],
    ["a.intent in ['r', 's']", "a.intent = 't'"],
    ["a.intent in ['r', 's']", "$not(a.intent in ['r', 's', 't'])"],
    ["a.score > 3", "3 >= a.score"],
    ["a.x", "$not(a.x)"],
    ["b.output.a = 'a'", "b.a = 'b' and b.output.a = 'b'"],
  ])("tells %s from %s in JSONata", (left, right) => {
    expect(mutuallyExclusive(jsonata(left).atoms, jsonata(right).atoms)).toBe(true);
  });

  test("compares conditions of both languages", () => {
    expect(
      mutuallyExclusive(jsonata("a.intent = 'refund'").atoms, jmespath("a.intent == 'other'").atoms),
    ).toBe(true);
    // JSONata maps names over arrays: below the first name the two may find different values.
    expect(mutuallyExclusive(jsonata("a.x.y = 'r'").atoms, jmespath("a.x.y == 's'").atoms)).toBe(false);
  });

  test("is never true of two conditions that can be true together", async () => {
    const seen = { exclusive: 0, oneIsTrue: 0 };
    const either = fc.oneof(
      conditions(JMESPATH_WORDS, fewPaths()).map((expression) => translateJmespath(expression, SCOPE)),
      conditions(JSONATA_WORDS, fewPaths()).map((expression) => translateJsonata(expression, SCOPE)),
    );
    await fc.assert(
      fc.asyncProperty(
        either,
        either,
        fc.array(scopeData(), { minLength: 4, maxLength: 4 }),
        async (left, right, runs) => {
          if (!left.ok || !right.ok || !mutuallyExclusive(left.atoms, right.atoms)) return;
          seen.exclusive++;
          for (const data of runs) {
            const results = [await evaluateCondition(left, data), await evaluateCondition(right, data)];
            if (results.includes(true)) seen.oneIsTrue++;
            const bothTrue = results.every((result) => result === true);
            expect({ left: left.jsonata, right: right.jsonata, bothTrue }).toMatchObject({ bothTrue: false });
          }
        },
      ),
      { seed: 20_260_104, numRuns: 500 },
    );
    expect(seen.exclusive).toBeGreaterThan(50);
    expect(seen.oneIsTrue).toBeGreaterThan(100);
  });
});
