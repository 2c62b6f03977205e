import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveConstants } from "./jmespath/constants.ts";
import { parseJmespath } from "./jmespath/parse.ts";
import { isTrue } from "./jmespath/truth.ts";
import { expressions } from "./testing/arbitraries.ts";
import { JMESPATH_WORDS, SCHEMA_OF_B, conditions, scopeData, scopeNames } from "./testing/conditions.ts";
import { evaluateReference } from "./testing/reference.ts";
import { type ScopeData, evaluateCondition, projectScope, scopeObject, scopeOf } from "./testing/scope.ts";
import { translateJmespath } from "./translate-jmespath.ts";

const SCOPE = scopeOf(SCHEMA_OF_B);

function referenceTruth(expression: string, data: ScopeData): boolean | "failed" {
  try {
    return isTrue(
      evaluateReference(resolveConstants(parseJmespath(expression)).expression, scopeObject(data)),
    );
  } catch {
    return "failed";
  }
}

describe("random conditions over a scope", () => {
  const written = fc.oneof(
    { weight: 2, arbitrary: conditions(JMESPATH_WORDS) },
    expressions(4, scopeNames()),
  );

  test("are true when JMESPath says so, on the whole data and on what they read of it", async () => {
    let translated = 0;
    await fc.assert(
      fc.asyncProperty(written, scopeData(), async (expression, data) => {
        const translation = translateJmespath(expression, SCOPE);
        if (!translation.ok) return;
        translated++;
        const whole = await evaluateCondition(translation, data);
        const projected = await evaluateCondition(translation, projectScope(translation, data));
        const wanted = referenceTruth(expression, data);
        expect({ translation, whole, projected }).toEqual({ translation, whole: wanted, projected: wanted });
      }),
      { seed: 20_260_102, numRuns: 800 },
    );
    expect(translated).toBeGreaterThan(600);
  });

  test("are refused for nothing but a meaningless root or a wrong type", () => {
    fc.assert(
      fc.property(written, (expression) => {
        const translation = translateJmespath(expression, SCOPE);
        const codes = translation.ok ? [] : translation.problems.map(({ code }) => code);
        expect(["condition-root", "condition-type"]).toEqual(expect.arrayContaining(codes));
      }),
      { seed: 20_260_103, numRuns: 1000 },
    );
  });
});
