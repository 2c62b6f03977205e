import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../shared/contracts/json.ts";
import { evaluateWhole, translateWholeValue } from "./testing/translate-whole.ts";

async function evaluate(expression: string, datum: Json): Promise<unknown> {
  return evaluateWhole(translateWholeValue(expression), datum);
}

describe("to_string()", () => {
  test.each(
    [
      "0 -0 1 -1 0.30000000000000004 3.141592653589793 -2.718281828459045 0.3333333333333333 33.333333333333336",
      "5.684341886080802e-14 9.5367431640625e-7 0.123455047607421875 9.999999999999999e-7 99999999.99999999",
      "0.9999999999999999 4503599627370497.5 9007199254740993 1e21 1.5e300 5e-324 1.7976931348623157e308 1e-7",
      "1.2345678901234567e-7 1.1e-40",
    ]
      .join(" ")
      .split(" ")
      .map(Number),
  )("writes %d as JSON does", async (number) => {
    expect(await evaluate("to_string(@)", number)).toEqual({ value: JSON.stringify(number) });
  });

  test("writes any number and any text as JSON does", async () => {
    const numbers = fc.double({ noDefaultInfinity: true, noNaN: true, min: 1e-30, max: 1e30 });
    const data = fc.oneof(numbers, fc.array(fc.oneof(numbers, fc.string({ unit: "binary" }))));
    await fc.assert(
      fc.asyncProperty(data, async (datum) => {
        expect(await evaluate("to_string(@)", datum)).toEqual({ value: JSON.stringify(datum) });
      }),
      { seed: 20_260_106, numRuns: 60 },
    );
  });
});

describe("to_number()", () => {
  test.each(["", " ", "12", " -12.50 ", "+5", ".5", "5.", "007", "1e21", "1E-3", "0x1F", "0b101", "0o17"])(
    "reads %j as JavaScript does",
    async (text) => {
      expect(await evaluate("to_number(@)", text)).toEqual({ value: Number(text) });
    },
  );

  test.each(["x", "-", ".", "1_000", "1e", "0x", "1 2", "NaN", "Infinity", "١"])(
    "finds no number in %j",
    async (text) => {
      expect(await evaluate("to_number(@)", text)).toEqual({ value: null });
    },
  );
});

describe("sorting", () => {
  test("orders numbers by value", async () => {
    expect(await evaluate("sort(@)", [10, 9, -1, 100])).toEqual({ value: [-1, 9, 10, 100] });
  });

  test("orders strings by code point, surrogates and noncharacters included", async () => {
    const texts = [
      "\u{1f600}",
      "\uffff",
      "｡",
      "a",
      "",
      "\uffff\u{10000}",
      "\uffff\ue000",
      "ab",
      "B",
      "\u{1f600}a",
    ];
    const sorted = ["", "B", "a", "ab", "｡", "\uffff\ue000", "\uffff\u{10000}", "\u{1f600}", "\u{1f600}a"];
    sorted.splice(5, 0, "\uffff");
    expect(await evaluate("sort(@)", texts)).toEqual({ value: sorted });
    expect(await evaluate("max(@)", texts)).toEqual({ value: "\u{1f600}a" });
    expect(await evaluate("min(@)", texts)).toEqual({ value: "" });
  });

  test("keeps the order of equal keys, and the first of equal extremes", async () => {
    const data = [2, 1, 2, 1].map((k, id) => ({ k, id }));
    expect(await evaluate("sort_by(@, &k)[].id", data)).toEqual({ value: [1, 3, 0, 2] });
    expect(await evaluate("[max_by(@, &k).id, min_by(@, &k).id]", data)).toEqual({ value: [0, 1] });
  });

  test.each([[[1, "a"]], [[null]], [[[1]]], [{ a: 1 }], ["ab"]])("fails on %j", async (datum) => {
    expect(await evaluate("sort(@)", datum)).toEqual({ failed: true });
  });
});

describe("equality", () => {
  test.each<[Json, Json]>([
    [[], { length: 0 }],
    [["a"], { 0: "a", length: 1 }],
    [{ a: [] }, { a: { length: 0 } }],
    [[[]], [[[]]]],
    [{ a: 1 }, { a: 1, b: null }],
    ["1", 1],
  ])("tells %j from %j", async (a, b) => {
    expect(await evaluate("a == b", { a, b })).toEqual({ value: false });
    expect(await evaluate(`a == \`${JSON.stringify(b)}\``, { a })).toEqual({ value: false });
    expect(await evaluate("contains(a, b)", { a: [a], b })).toEqual({ value: false });
  });

  test("does not depend on the order of keys", async () => {
    expect(
      await evaluate("a == b", { a: { x: [1, { y: 2 }], z: null }, b: { z: null, x: [1, { y: 2 }] } }),
    ).toEqual({ value: true });
  });
});

describe("names that every JavaScript object has", () => {
  test.each(["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])(
    "%s is a field like any other",
    async (name) => {
      expect(await evaluate(`a."${name}"`, { a: {} })).toEqual({ value: null });
      const holder = JSON.parse(`{"a": {"${name}": 5}}`) as Json;
      expect(await evaluate(`a."${name}"`, holder)).toEqual({ value: 5 });
    },
  );

  test("can be keys of a hash", async () => {
    const expression = "{hasOwnProperty: a, toString: a, a: a, a: b}";
    expect(await evaluate(expression, { a: 1, b: 2 })).toEqual({
      value: { hasOwnProperty: 1, toString: 1, a: 2 },
    });
  });
});

describe("arrays", () => {
  test.each<[string, Json, Json]>([
    ["[*]", [[1]], [[1]]],
    ["[@]", [1], [[1]]],
    ["[a, b]", { a: [1], b: [] }, [[1], []]],
    ["map(&@, @)", [null, [1], []], [null, [1], []]],
    ["keys(@)", { a: 1 }, ["a"]],
    ["values(@)", { a: [1] }, [[1]]],
    ["[?@ == `[]`]", [[], 1], [[]]],
    ["[0]", [[[1]]], [[1]]],
    ["[-1]", [1, [2]], [2]],
    ["[5]", [1], null],
    ["reverse(@)", [[1], 2], [2, [1]]],
    ["not_null(a, b)", { a: null, b: [null] }, [null]],
    ["to_array(@)", [[1]], [[1]]],
    ["a || b", { a: [], b: [0] }, [0]],
    ["*", { a: null, b: [null] }, [[null]]],
    ["[]", [[[1]], [], 2], [[1], 2]],
    ["reverse('a😀b')", null, "b😀a"],
    ["length('😀')", null, 1],
  ])("%s of %j is %j", async (expression, datum, result) => {
    expect(await evaluate(expression, datum)).toEqual({ value: result });
  });
});
