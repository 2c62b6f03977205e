import * as fc from "fast-check";
import jsonata from "jsonata";
import { describe, expect, test } from "vitest";
import { SCHEMA_OF_B, jsonataExpressions, scopeData } from "./testing/conditions.ts";
import { type ScopeData, evaluateCondition, projectScope, scopeObject, scopeOf } from "./testing/scope.ts";
import { translateJsonata } from "./translate-jsonata.ts";

const SCOPE = scopeOf(SCHEMA_OF_B);

/** The author's own text, with the scope as the input document. */
async function evaluateAsWritten(expression: string, data: ScopeData): Promise<boolean | "failed"> {
  try {
    return (await jsonata(`$boolean(${expression})`).evaluate(structuredClone(scopeObject(data)))) === true;
  } catch {
    return "failed";
  }
}

/**
 * The whole output of a skipped node is null by definition; a path through a skipped node's entry finds nothing instead.
 * JSONata tells the two apart, and so no scope object shows the one without the other.
 */
function namesSkippedOutput(expression: string, { a, b }: ScopeData): boolean {
  return (!a && /(^|[^.\w])(a\.)?output\b/.test(expression)) || (!b && /\bb\.output\b/.test(expression));
}

describe("random JSONata conditions", () => {
  test("have the same result as the text in its scope, on the whole data and on what they read of it", async () => {
    let translated = 0;
    await fc.assert(
      fc.asyncProperty(jsonataExpressions(), scopeData(), async (expression, data) => {
        fc.pre(!namesSkippedOutput(expression, data));
        const translation = translateJsonata(expression, SCOPE);
        if (!translation.ok) {
          // Climbing, and wildcards over the scope.
          return translation.problems.some(({ code }) => code === "condition-root");
        }
        translated++;
        const whole = await evaluateCondition(translation, data);
        const projected = await evaluateCondition(translation, projectScope(translation, data));
        const wanted = await evaluateAsWritten(expression, data);
        expect({ translation, whole, projected }).toEqual({ translation, whole: wanted, projected: wanted });
        return true;
      }),
      { seed: 20_260_105, numRuns: 800 },
    );
    expect(translated).toBeGreaterThan(700);
  });
});
