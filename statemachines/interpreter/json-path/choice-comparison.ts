import type { Json } from "../../asl/types.ts";
import { RuntimeFailure } from "../failures.ts";
import type { FieldScope } from "../field-scope.ts";
import { parseTimestamp } from "../../asl/timestamp.ts";
import { evaluatePath } from "./evaluate-path.ts";
import { requirePath } from "./json-path-flow.ts";

export type Comparison = (scope: FieldScope) => boolean;

type Test = (value: Json, operand: Json) => boolean;

/** A JSONPath choice rule: `And`, `Or`, `Not`, or a variable with one comparison. */
export function compileComparison(rule: Readonly<Record<string, unknown>>): Comparison {
  if (Array.isArray(rule["And"])) {
    const all = (rule["And"] as Record<string, unknown>[]).map(compileComparison);
    return (scope) => all.every((holds) => holds(scope));
  }
  if (Array.isArray(rule["Or"])) {
    const any = (rule["Or"] as Record<string, unknown>[]).map(compileComparison);
    return (scope) => any.some((holds) => holds(scope));
  }
  if (rule["Not"] !== undefined) {
    const negated = compileComparison(rule["Not"] as Record<string, unknown>);
    return (scope) => !negated(scope);
  }
  return compileTest(rule);
}

function compileTest(rule: Readonly<Record<string, unknown>>): Comparison {
  const source = rule["Variable"] as string;
  const variable = requirePath(source);
  const operator = Object.keys(rule).find(
    (name) => name === "IsPresent" || name in TYPES || testOf(name) !== undefined,
  );
  if (operator === undefined) throw new Error(`A choice rule without a comparison: ${JSON.stringify(rule)}`);
  if (operator === "IsPresent")
    return (scope) => (evaluatePath(variable, scope) !== undefined) === rule[operator];
  const type = TYPES[operator];
  if (type !== undefined) return (scope) => type(read(variable, source, scope)) === rule[operator];
  const test = testOf(operator)!;
  const operand = compileOperand(operator, rule[operator] as Json);
  return (scope) => test(read(variable, source, scope), operand(scope));
}

function read(path: ReturnType<typeof requirePath>, source: string, scope: FieldScope): Json {
  const value = evaluatePath(path, scope);
  if (value !== undefined) return value;
  throw new RuntimeFailure(
    `Invalid path '${source}': The choice state's condition path references an invalid value.`,
  );
}

/** `…Path` compares with another value of the input. */
function compileOperand(operator: string, operand: Json): (scope: FieldScope) => Json {
  if (!operator.endsWith("Path")) return () => operand;
  const source = operand as string;
  const path = requirePath(source);
  return (scope) => read(path, source, scope);
}

function testOf(operator: string): Test | undefined {
  return TESTS[operator.replace(/Path$/, "")];
}

const TYPES: Readonly<Record<string, (value: Json) => boolean>> = {
  IsNull: (value) => value === null,
  IsBoolean: (value) => typeof value === "boolean",
  IsNumeric: (value) => typeof value === "number",
  IsString: (value) => typeof value === "string",
  IsTimestamp: (value) => typeof value === "string" && parseTimestamp(value) !== undefined,
};

const ORDERS: Readonly<Record<string, (left: number | string, right: number | string) => boolean>> = {
  Equals: (left, right) => left === right,
  LessThan: (left, right) => left < right,
  GreaterThan: (left, right) => left > right,
  LessThanEquals: (left, right) => left <= right,
  GreaterThanEquals: (left, right) => left >= right,
};

const TESTS: Readonly<Record<string, Test>> = Object.fromEntries([
  ...Object.entries(ORDERS).flatMap(([order, holds]): [string, Test][] => [
    [`String${order}`, (value, operand) => typeof value === "string" && holds(value, operand as string)],
    [`Numeric${order}`, (value, operand) => typeof value === "number" && holds(value, operand as number)],
    [`Timestamp${order}`, (value, operand) => compareTimes(value, operand, holds)],
  ]),
  ["BooleanEquals", (value: Json, operand: Json) => typeof value === "boolean" && value === operand],
  [
    "StringMatches",
    (value: Json, operand: Json) => typeof value === "string" && matchesPattern(value, operand as string),
  ],
]);

function compareTimes(value: Json, operand: Json, holds: (left: number, right: number) => boolean): boolean {
  const left = typeof value === "string" ? parseTimestamp(value) : undefined;
  const right = typeof operand === "string" ? parseTimestamp(operand) : undefined;
  return left !== undefined && right !== undefined && holds(left, right);
}

/** `*` stands for any text, `\\*` for a star. */
function matchesPattern(text: string, pattern: string): boolean {
  const [first, ...rest] = literalParts(pattern);
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first!)) return false;
  const last = rest.pop()!;
  let at = first!.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** The texts between the stars of a pattern. */
function literalParts(pattern: string): string[] {
  const parts = [""];
  for (const [token] of pattern.matchAll(/\\[*\\]|[\s\S]/g)) {
    if (token === "*") parts.push("");
    else parts[parts.length - 1] += token.length === 2 && token.startsWith("\\") ? token.slice(1) : token;
  }
  return parts;
}
