import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../../shared/contracts/json.ts";
import { MAX_EXPRESSION_BYTES, utf8Length } from "../limits.ts";
import { ProblemError } from "../problem.ts";
import { evaluateReference } from "../test-support/reference.ts";
import { evaluateWhole, translateWholeTruth, translateWholeValue } from "../test-support/translate-whole.ts";
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
if (!present) console.warn(`JMESPath's compliance suite is not at ${folder}: skipped`);

describe.skipIf(!present)("JMESPath's compliance suite", () => {
  const cases = present ? suites() : [];
  const valid = cases.flatMap((each) =>
    each.result === undefined ? [] : [{ ...each, result: each.result }],
  );
  const wrong = cases.filter((each) => each.error !== undefined);

  test("gives every valid case exactly its result", async () => {
    for (const { given, expression, result } of valid) {
      const text = translateWholeValue(expression);
      expect(utf8Length(text)).toBeLessThanOrEqual(MAX_EXPRESSION_BYTES);
      const outcome = await evaluateWhole(text, given);
      expect(outcome, expression).toEqual({ value: result });
      expect("value" in outcome && isPlain(outcome.value), `${expression} is plain JSON`).toBe(true);
      expect(evaluateReference(parseJmespath(expression), given), `${expression} by the reference`).toEqual(
        result,
      );
    }
    expect(valid.length).toBeGreaterThanOrEqual(742);
  });

  test("gives every valid case its truth", async () => {
    for (const { given, expression, result } of valid) {
      const outcome = await evaluateWhole(translateWholeTruth(expression), given);
      expect(outcome, expression).toEqual({ value: isTrue(result) });
    }
  });

  test("refuses every wrong case, or fails on it", async () => {
    let refused = 0;
    for (const { given, expression } of wrong) {
      const text = translated(expression);
      if (text === undefined) refused++;
      else expect(await evaluateWhole(text, given), expression).toEqual({ failed: true });
    }
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
