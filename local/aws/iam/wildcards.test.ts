import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesArn, matchesWildcards } from "./wildcards.ts";

/** Few letters, so that patterns and texts often meet. */
const letters = fc.string({ unit: fc.constantFrom("a", "b", ":", "/", "."), maxLength: 8 });
const pattern = fc.string({ unit: fc.constantFrom("a", "b", ":", "*", "?"), maxLength: 8 });

/** The meaning, spelled as a regular expression. */
function reference(wildcards: string): RegExp {
  const escaped = wildcards.replace(/[.+^${}()|[\]\\/]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
}

describe("matchesWildcards()", () => {
  test("agrees with a regular expression", () => {
    fc.assert(
      fc.property(pattern, letters, (wildcards, text) => {
        expect(matchesWildcards(wildcards, text)).toBe(reference(wildcards).test(text));
      }),
      { numRuns: 2000 },
    );
  });

  test("fits whatever was put in the place of a pattern's wildcards", () => {
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1, maxLength: 5 }), letters, (parts, filling) => {
        expect(matchesWildcards(parts.join("*"), parts.join(filling))).toBe(true);
      }),
    );
  });

  test("takes no longer than the product of both lengths", () => {
    expect(matchesWildcards(`${"*a".repeat(2000)}b`, "a".repeat(20_000))).toBe(false);
  });
});

describe("matchesArn()", () => {
  test.each([
    ["*", "arn:aws:sqs:us-east-1:000000000000:q", true],
    ["arn:aws:sqs:us-east-1:000000000000:q", "arn:aws:sqs:us-east-1:000000000000:q", true],
    ["arn:aws:sqs:us-east-1:000000000000:q", "arn:aws:sqs:us-east-1:000000000000:Q", false],
    ["arn:aws:sqs:us-east-1:000000000000:q", "arn:aws:sqs:us-east-1:000000000000:q2", false],
    ["arn:aws:states:*:*:stateMachine:*", "arn:aws:states:eu-west-1:1:stateMachine:a:live", true],
    ["arn:aws:states:eu-west-1:1:execution:a-*", "arn:aws:states:eu-west-1:1:execution:a-1:run", true],
    [
      "arn:aws:secretsmanager:eu-west-1:1:secret:db-??????",
      "arn:aws:secretsmanager:eu-west-1:1:secret:db-a1B2c3",
      true,
    ],
    [
      "arn:aws:secretsmanager:eu-west-1:1:secret:db-??????",
      "arn:aws:secretsmanager:eu-west-1:1:secret:db-a1B2c",
      false,
    ],
    ["arn:aws:lambda:eu-west-1:1:function:f", "arn:aws:lambda:eu-west-1:1:function:f:live", false],
    // A wildcard stays within its part: this is not "any ARN that ends in q".
    ["arn:aws:sqs:*:q", "arn:aws:sqs:eu-west-1:1:q", false],
    ["arn:aws:sqs:*:1:q", "arn:aws:sqs:eu-west-1:2:1:q", false],
  ])("%s and %s: %s", (wildcards, arn, fits) => {
    expect(matchesArn(wildcards, arn)).toBe(fits);
  });

  test("compares six parts one by one, of which the last holds the rest", () => {
    const part = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 3 });
    const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 3 });
    const six = <T>(each: fc.Arbitrary<T>) => fc.array(each, { minLength: 6, maxLength: 8 });
    fc.assert(
      fc.property(six(part), six(text), (patternParts, textParts) => {
        const rest = (parts: string[]) => [...parts.slice(0, 5), parts.slice(5).join(":")];
        const texts = rest(textParts);
        const expected = rest(patternParts).every((each, index) => reference(each).test(texts[index]!));
        expect(matchesArn(patternParts.join(":"), textParts.join(":"))).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
