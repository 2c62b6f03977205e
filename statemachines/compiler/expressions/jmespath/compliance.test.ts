import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../../shared/contracts/json.ts";
import { MAX_EXPRESSION_BYTES, utf8Length } from "../limits.ts";
import { ProblemError } from "../problem.ts";
import { evaluateReference } from "../testing/reference.ts";
import { evaluateWhole, translateWholeTruth, translateWholeValue } from "../testing/translate-whole.ts";
import { parseJmespath } from "./parse.ts";
import { isTrue } from "./truth.ts";

/** jmespath/jmespath.test: https://github.com/jmespath/jmespath.test */
const folder = fileURLToPath(new URL("../../../../../shared/corpora/jmespath/", import.meta.url));

interface Suite {
  given: Json;
  cases: ({ expression: string } & ({ result: Json } | { error: string } | { bench: string }))[];
}

function suites(): { file: string; given: Json; expression: string; result?: Json; error?: string }[] {
  return readdirSync(folder).flatMap((file) => {
    const content = JSON.parse(readFileSync(`${folder}${file}`, "utf8")) as Suite[];
    return content.flatMap(({ given, cases }) => cases.map((each) => ({ file, given, ...each })));
  });
}

/** Arrays as jsonata makes them carry marks; only plain ones may come out. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value !== undefined;
  const names = Object.getOwnPropertyNames(value).filter(
    (name) => !(Array.isArray(value) && name === "length"),
  );
  return names.length === Object.keys(value).length && Object.values(value).every(isPlain);
}

const present = existsSync(folder);
// oxlint-disable-next-line no-console -- why nothing is checked
if (!present) console.warn(`JMESPath's compliance suite is not at ${folder}: skipped`);

describe.skipIf(!present)("JMESPath's compliance suite", () => {
  const cases = present ? suites() : [];
  const valid = cases.filter((each) => each.result !== undefined);
  const wrong = cases.filter((each) => each.error !== undefined);

  test("gives every valid case exactly its result", async () => {
    for (const { given, expression, result } of valid) {
      const text = translateWholeValue(expression);
      const outcome = await evaluateWhole(text, given);
      const plain = "value" in outcome && isPlain(outcome.value);
      const small = utf8Length(text) <= MAX_EXPRESSION_BYTES;
      const reference = evaluateReference(parseJmespath(expression), given);
      const found = { expression, outcome, plain, small, reference };
      expect(found).toEqual({
        expression,
        outcome: { value: result },
        plain: true,
        small: true,
        reference: result,
      });
    }
    expect(valid.length).toBeGreaterThanOrEqual(742);
  });

  test("gives every valid case its truth", async () => {
    for (const { given, expression, result = null } of valid) {
      const outcome = await evaluateWhole(translateWholeTruth(expression), given);
      expect({ expression, outcome }).toEqual({ expression, outcome: { value: isTrue(result) } });
    }
  });

  test("refuses every wrong case, or fails on it", async () => {
    let refused = 0;
    for (const { given, expression } of wrong) {
      const text = translated(expression);
      if (text === undefined) refused++;
      const outcome = text === undefined ? "refused" : await evaluateWhole(text, given);
      const isValue = typeof outcome === "object" && "value" in outcome;
      expect({ expression, isValue }).toEqual({ expression, isValue: false });
    }
    // oxlint-disable-next-line no-console -- what the suite is for
    console.log(
      `JMESPath: ${valid.length} results exact, ${refused} errors refused, ${wrong.length - refused} fail`,
    );
    expect(wrong.length).toBeGreaterThanOrEqual(150);
  });
});

function translated(expression: string): string | undefined {
  try {
    return translateWholeValue(expression);
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}
