import * as community from "@jmespath-community/jmespath";
import * as fc from "fast-check";
import jmespath from "jmespath";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../../shared/contracts/json.ts";
import { jsonEqual } from "../json-equal.ts";
import { ProblemError } from "../problem.ts";
import { expressions, jsonData } from "../testing/arbitraries.ts";
import { evaluateReference } from "../testing/reference.ts";
import { evaluateWhole, translateWholeTruth, translateWholeValue } from "../testing/translate-whole.ts";
import { parseJmespath } from "./parse.ts";
import { isTrue } from "./truth.ts";

const SEED = 20_260_101;

function reference(expression: string, datum: Json): { value: Json } | { failed: true } {
  try {
    const value = evaluateReference(parseJmespath(expression), datum);
    // A sum beyond all numbers is not JSON.
    return JSON.stringify(value) !== "null" || value === null ? { value } : { failed: true };
  } catch {
    return { failed: true };
  }
}

/** Undefined where the translation is refused: its types are known to be wrong, or it is nested too deeply. */
function translation(expression: string): { value: string; truth: string } | undefined {
  try {
    return { value: translateWholeValue(expression), truth: translateWholeTruth(expression) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (!["condition-type", "condition-too-large"].includes(error.problem.code)) throw error;
    return undefined;
  }
}

type Outcome = { value: unknown } | { failed: true };

function sameOutcome(found: Outcome, wanted: Outcome): boolean {
  if ("failed" in found || "failed" in wanted) return "failed" in found && "failed" in wanted;
  return found.value !== undefined && jsonEqual(found.value as Json, wanted.value as Json);
}

describe("random expressions on random data", () => {
  test("have the reference's value and truth in JSONata", async () => {
    const seen = { values: 0, failures: 0, refusals: 0 };
    await fc.assert(
      fc.asyncProperty(expressions(5), jsonData(5), async (expression, datum) => {
        const texts = translation(expression);
        if (texts === undefined) {
          seen.refusals++;
          return;
        }
        const wanted = reference(expression, datum);
        const value = await evaluateWhole(texts.value, datum);
        const truth = await evaluateWhole(texts.truth, datum);
        if ("failed" in wanted) seen.failures++;
        else seen.values++;
        const wantedTruth = "failed" in wanted ? truth : { value: isTrue(wanted.value) };
        expect({ expression, value, truth, same: sameOutcome(value, wanted) }).toEqual({
          expression,
          value: expect.anything() as unknown,
          truth: wantedTruth,
          same: true,
        });
      }),
      { seed: SEED, numRuns: 1200 },
    );
    // oxlint-disable-next-line no-console -- how much the seed covers
    console.log(
      `JMESPath fuzz: ${seen.values} values equal, ${seen.failures} fail in both, ${seen.refusals} refused`,
    );
    expect(seen.values).toBeGreaterThan(700);
  });

  test("have the same value in the reference as in the packages where those agree", () => {
    let compared = 0;
    fc.assert(
      fc.property(expressions(4), jsonData(4), (expression, datum) => {
        if (KNOWN_DIFFERENCES.test(expression)) return;
        const found = [jmespath.search, community.search].map((search) =>
          packageValue(search as Search, datum, expression),
        );
        const [first, second] = found;
        if (first === undefined || second === undefined || !jsonEqual(first, second)) return;
        compared++;
        expect(reference(expression, datum)).toEqual({ value: first });
      }),
      { seed: SEED, numRuns: 4000 },
    );
    expect(compared).toBeGreaterThan(1500);
  });
});

/**
 * Where both packages leave the specification: numbers sorted as text, strings ordered by locale, `contains` without deep
 * equality, members that every JavaScript object has, orderings of what are no numbers, arguments that are not checked.
 */
const KNOWN_DIFFERENCES =
  /\b(sort|max|min|max_by|min_by|sort_by|contains|merge)\(|constructor|hasOwnProperty|[<>]/;

type Search = (datum: Json, expression: string) => unknown;

function packageValue(search: Search, datum: Json, expression: string): Json | undefined {
  try {
    const value = search(structuredClone(datum), expression);
    return value === undefined || (value !== null && JSON.stringify(value) === "null")
      ? undefined
      : (value as Json);
  } catch {
    return undefined;
  }
}
