import { describe, expect, test } from "vitest";
import fc from "fast-check";
import type { Json } from "../../asl/types.ts";
import { parseExpression } from "../../asl/jsonata-ast.ts";
import { compileExpression } from "./expression.ts";
import { toPlainJson, UnsupportedResult } from "./jsonata-value.ts";
import { PendingEvaluation } from "./pending.ts";
import { evaluateStock } from "./stock.ts";
import { scopeFor } from "./testing.ts";

const NAMES = ["a", "b", "c", "items"];

const scalar = fc.oneof(
  fc.constantFrom<Json>(null, true, false, "", "x", "abc", "10", "a b", 0, 1, 2, -1, 3.5, 10),
  fc.integer({ min: -5, max: 5 }),
);

const data: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const literal = fc.constantFrom(
  "null",
  "true",
  "false",
  '""',
  '"x"',
  '"abc"',
  "0",
  "1",
  "2",
  "3.5",
  "-1",
  "[]",
  "[1,2,3]",
  '["a","b"]',
  "{}",
  "[[1]]",
);
const variable = fc.constantFrom("$states.input", "$v", "$w", "$states.input.a", "$x");

const UNARY_FUNCTIONS = [
  "exists",
  "not",
  "boolean",
  "string",
  "number",
  "type",
  "count",
  "sum",
  "max",
  "length",
  "keys",
  "merge",
  "uppercase",
  "lowercase",
  "trim",
  "reverse",
  "distinct",
  "spread",
  "abs",
  "floor",
  "sqrt",
  "average",
  "parse",
  "sort",
];
const BINARY_FUNCTIONS = [
  "append",
  "lookup",
  "substring",
  "contains",
  "join",
  "split",
  "substringBefore",
  "power",
  "round",
  "partition",
  "zip",
];
const VISITORS = ["map", "filter", "single", "each", "sift", "sort"];
const OPERATORS = ["+", "-", "*", "/", "%", "=", "!=", "<", "<=", ">", ">=", "&", "and", "or", "in"];

/** Random expressions of the subset that closures cover, as text: parsed by the same parser that users meet. */
const expressionText = fc.letrec<{ e: string; lambda: string }>((tie) => {
  const e = tie("e");
  const name = fc.constantFrom(...NAMES, "*");
  return {
    lambda: fc.oneof(
      fc
        .tuple(fc.constantFrom("$i", "$i,$j", "$i,$j,$k"), e)
        .map(([parameters, body]) => `function(${parameters}){${body}}`),
      fc.constantFrom("$string", "$uppercase", "$exists", "$sum", "$count", "$append", "$not"),
    ),
    e: fc.oneof(
      { maxDepth: 4, depthSize: "medium" },
      literal,
      variable,
      fc.constantFrom("$i", "$j", "$", "a", "b", "items.a"),
      fc.tuple(e, name).map(([left, field]) => `(${left}).${field}`),
      fc
        .tuple(fc.constantFrom("$states.input", "$v"), fc.array(name, { minLength: 1, maxLength: 4 }))
        .map(([root, path]) => [root, ...path].join(".")),
      fc.tuple(e, e).map(([left, right]) => `(${left}).(${right})`),
      fc.tuple(e, e).map(([left, filter]) => `(${left})[${filter}]`),
      fc.tuple(e, name, e).map(([left, field, filter]) => `(${left}).${field}[${filter}]`),
      fc.tuple(e, fc.integer({ min: -2, max: 2 })).map(([left, index]) => `(${left})[${index}]`),
      e.map((left) => `(${left})[]`),
      fc.tuple(e, name).map(([left, field]) => `(${left}).${field}[]`),
      fc
        .tuple(e, fc.constantFrom(...OPERATORS), e)
        .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
      e.map((operand) => `-(${operand})`),
      fc.tuple(e, e, e).map(([condition, yes, no]) => `(${condition}) ? (${yes}) : (${no})`),
      fc.array(e, { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
      fc
        .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 }))
        .map(([from, to]) => `[${from}..${to}]`),
      fc.dictionary(fc.constantFrom(...NAMES), e, { maxKeys: 3, noNullPrototype: true }).map(
        (fields) =>
          `{${Object.entries(fields)
            .map(([key, value]) => `"${key}": ${value}`)
            .join(", ")}}`,
      ),
      fc.tuple(e, e, e).map(([left, key, value]) => `(${left}){$string(${key}): ${value}}`),
      fc.tuple(e, e).map(([bound, body]) => `($x := ${bound}; ${body})`),
      fc.tuple(fc.constantFrom(...UNARY_FUNCTIONS), e).map(([callee, value]) => `$${callee}(${value})`),
      fc
        .tuple(fc.constantFrom(...BINARY_FUNCTIONS), e, e)
        .map(([callee, left, right]) => `$${callee}(${left}, ${right})`),
      fc
        .tuple(fc.constantFrom(...VISITORS), e, tie("lambda"))
        .map(([callee, value, lambda]) => `$${callee}(${value}, ${lambda})`),
      fc
        .tuple(e, tie("lambda"), e)
        .map(([value, lambda, initial]) => `$reduce(${value}, ${lambda}, ${initial})`),
      fc.tuple(tie("lambda"), e).map(([lambda, value]) => `(${lambda})(${value})`),
      fc
        .tuple(e, fc.constantFrom("$count()", "$string()", "$sum", "$append(1)", "$map(function($i){$i})"))
        .map(([left, right]) => `(${left}) ~> ${right}`),
    ),
  };
}).e;

const UNSUPPORTED = "a function";

function plain(value: unknown): unknown {
  try {
    return value === undefined ? undefined : toPlainJson(value);
  } catch (error) {
    if (error instanceof UnsupportedResult) return UNSUPPORTED;
    throw error;
  }
}

/** What the closure answers; `undefined` in `asked` when it leaves the expression to jsonata. */
function byClosure(source: string, input: Json, variables: Record<string, Json>) {
  try {
    return { asked: true, value: compileExpression(source).evaluate(scopeFor(input, variables)) } as const;
  } catch (error) {
    if (error instanceof PendingEvaluation) return { asked: false } as const;
    if (error instanceof UnsupportedResult) return { asked: true, value: UNSUPPORTED } as const;
    throw error;
  }
}

/** JSON and nothing beside it: none of jsonata's marks, nothing undefined inside, no number that JSON has not. */
function isPlainJson(value: unknown, isWhole = true): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return isWhole || value !== undefined;
  const marks = Array.isArray(value) ? Object.getOwnPropertyNames(value).length - value.length - 1 : 0;
  return marks === 0 && Object.values(value).every((inner) => isPlainJson(inner, false));
}

async function byJsonata(source: string, input: Json, variables: Record<string, Json>): Promise<unknown> {
  const scope = { ...scopeFor(input, variables), await: (run: () => Promise<unknown>) => run() };
  return plain(await evaluateStock(parseExpression(source).expression, scope));
}

function isExpression(source: string): boolean {
  try {
    parseExpression(source);
    return true;
  } catch {
    return false;
  }
}

describe("closures", () => {
  test("answer what stock jsonata answers, or nothing", async () => {
    let answered = 0;
    let looked = 0;
    await fc.assert(
      fc.asyncProperty(expressionText.filter(isExpression), data, data, async (source, input, v) => {
        const variables = { v, w: [1, { a: [2] }] };
        looked++;
        const mine = byClosure(source, structuredClone(input), structuredClone(variables));
        if (!mine.asked) return;
        answered++;
        const expected = await byJsonata(source, input, variables);
        expect(isPlainJson(mine.value)).toBe(true);
        // Texts, because the order of fields is part of an output.
        expect(JSON.stringify(mine.value)).toBe(JSON.stringify(expected));
      }),
      { endOnFailure: true, numRuns: Number(process.env["JSONATA_RUNS"] ?? 3000) },
    );
    // Many random expressions are errors, which are jsonata's to report.
    expect(answered / looked).toBeGreaterThan(0.3);
  });

  test("do not change the data they read", () => {
    fc.assert(
      fc.property(expressionText.filter(isExpression), data, (source, input) => {
        const before = structuredClone(input);
        byClosure(source, input, { v: input });
        expect(input).toStrictEqual(before);
      }),
      { numRuns: 1000 },
    );
  });
});
