import { describe, expect, test } from "vitest";
import type { Json } from "../../asl/types.ts";
import { compileExpression } from "./expression.ts";
import { toPlainJson } from "./jsonata-value.ts";
import { evaluateFully } from "./testing.ts";

async function evaluate(source: string, input: Json = {}, variables: Record<string, Json> = {}) {
  const value = await evaluateFully(compileExpression(source), input, variables);
  return value === undefined ? undefined : toPlainJson(value);
}

async function failureOf(source: string, input: Json = {}) {
  return evaluate(source, input).then(
    () => undefined,
    (error: { code?: string; message: string }) => error,
  );
}

describe("an expression", () => {
  test.each<[string, unknown]>([
    ["$partition([1,2,3], 2)", [[1, 2], [3]]],
    ["$partition([1,2,3], 2.9)", [[1, 2], [3]]],
    ["$partition([], 2)", undefined],
    ["$partition([1], 0)", undefined],
    ["$range(0, 9, 3)", [0, 3, 6, 9]],
    ["$range(5, 1, -2)", [5, 3, 1]],
    ["$range(1, 9, 9)", 1],
    ["$range(1, 9, -1)", undefined],
    ["$range(-1.7, 1, 1)", [-1, 0, 1]],
    ["$range(1, 2)", undefined],
    ["$hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"],
    ["$hash('x')", undefined],
    ["$parse('{\"a\": [1]}').a", [1]],
    ["$random()", 0.25],
    ["$random(42) = $random(42)", true],
    ["$uuid()", "00000000-0000-4000-8000-000000000001"],
    ["$millis()", 1795348800123],
    ["$now()", "2026-11-22T12:00:00.123Z"],
    ["$now('[Y]')", "2026"],
    ["1/0", "Infinity"],
    ["{'a': [1/0]}", { a: ["Infinity"] }],
    ["$sort([3,1,2])", [1, 2, 3]],
    ["[3,1,2]^($)", [1, 2, 3]],
    ["$replace('a1b2', /[0-9]/, '-')", "a-b-"],
    ["$states.context.Execution.Name", "e"],
    ["$exists($states.result)", false],
  ])("%s", async (source, expected) => {
    expect(await evaluate(source)).toEqual(expected);
  });

  test.each([
    "$random()",
    "$uuid()",
    "$millis()",
    "$now()",
    "$range(1, 3, 1)",
    "$partition([1,2,3], 2)",
    "$hash('x', 'MD5')",
    "$parse('[1]')",
    "$lookup({'a': 1}, 'a')",
    "$shuffle([1,2,3])",
  ])("%s is the same by stock jsonata", async (source) => {
    const stock = `($match('x', /x/); ${source})`;
    expect(compileExpression(source).compiled).toBe(true);
    expect(compileExpression(stock).compiled).toBe(false);
    expect(await evaluate(stock)).toEqual(await evaluate(source));
  });

  test("lets a variable stand before a built-in function of its name", async () => {
    expect(await evaluate("$sum", {}, { sum: 3 })).toBe(3);
    expect(await failureOf("$eval('1')")).toMatchObject({ code: "T1006" });
  });

  test("leaves the data alone that jsonata would change in place", async () => {
    const lists: Json = [[], []];
    // jsonata gives a filter's object constructor the empty list itself, and pushes into it.
    expect(await evaluate('$lists[{"a": null}]', {}, { lists })).toEqual([[null], [null]]);
    expect(lists).toEqual([[], []]);
  });

  test("does not know $eval", async () => {
    expect(await failureOf("$eval('1')")).toMatchObject({
      code: "T1006",
      message: "Attempted to invoke a non-function",
    });
  });

  test.each([
    ["1 + 'a'", "T2002", 'The right side of the "+" operator must evaluate to a number'],
    ["'a' < 1", "T2009", undefined],
    ["$number('x')", "D3030", 'Unable to cast value to a number: "x"'],
    ["$sum('a')", "T0412", undefined],
    ["$error('no')", "D3137", "no"],
    ["{1: 2}", "T1003", undefined],
    ["$parse('{')", undefined, "Unable to parse the given string as JSON: {"],
  ])("%s fails as jsonata says", async (source, code, message) => {
    const failure = await failureOf(source);
    expect(failure?.code).toBe(code);
    if (message !== undefined) expect(failure?.message).toBe(message);
  });

  test.each([
    "$states.input.constructor",
    "$states.input.__proto__.polluted",
    "$states.input.__defineGetter__('x', $uuid)",
    "($states.input).('a').toString()",
  ])("%s does not reach JavaScript's prototypes", async (source) => {
    expect(await failureOf(source, { a: 1 })).toMatchObject({ code: "D1010" });
  });

  test("does not look inherited fields up by a computed name either", async () => {
    expect(await evaluate("$lookup($states.input, 'construct' & 'or')", { a: 1 })).toBeUndefined();
    expect(
      await evaluate("($match('x', /x/); $lookup($states.input, 'construct' & 'or'))", { a: 1 }),
    ).toBeUndefined();
  });
});
