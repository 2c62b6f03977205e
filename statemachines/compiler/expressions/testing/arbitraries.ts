import * as fc from "fast-check";
import type { Json } from "../../../../shared/contracts/json.ts";

/** Few names, so that expressions meet data; some of them mean something to JavaScript or JSONata. */
const NAMES = [
  "a",
  "b",
  "c",
  "d e",
  "length",
  "and",
  "0",
  "constructor",
  "hasOwnProperty",
  "`",
  "é'\"\\",
  "",
];
const FREQUENT_NAMES = ["a", "b", "c"];
const STRINGS = [
  "",
  "a",
  "b",
  "aab",
  "ab",
  "B",
  "é",
  "😀",
  "｡x",
  "12",
  "-1.5e2",
  " 7 ",
  "x'y\"z\\",
  "%}",
  "\n\u0000",
];
const NUMBERS = [
  0,
  1,
  -1,
  2,
  3,
  10,
  -0.5,
  1.5,
  0.1,
  0.30000000000000004,
  3.141592653589793,
  1e21,
  1e-7,
  123456789012345680,
  2 ** -44,
];

function names(): fc.Arbitrary<string> {
  return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...FREQUENT_NAMES) }, fc.constantFrom(...NAMES));
}

/** JSON data that the expressions below find something in. */
export function jsonData(depth = 4): fc.Arbitrary<Json> {
  const scalar = fc.oneof(
    fc.constantFrom<Json>(null, true, false),
    fc.constantFrom<Json>(...STRINGS),
    fc.constantFrom<Json>(...NUMBERS),
    fc.integer({ min: -20, max: 20 }),
  );
  return fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: depth, withCrossShrink: true },
      scalar,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(names(), tie("value"), { maxKeys: 5, noNullPrototype: true }) as fc.Arbitrary<Json>,
      // Arrays of one kind, which functions accept.
      fc.array(fc.constantFrom<Json>(...NUMBERS), { maxLength: 4 }),
      fc.array(fc.constantFrom<Json>(...STRINGS), { maxLength: 4 }),
      fc.array(
        fc.dictionary(fc.constantFrom("a", "b"), scalar, { noNullPrototype: true }) as fc.Arbitrary<Json>,
        { maxLength: 4 },
      ),
    ),
  })).value;
}

/** JMESPath expressions of every form, as text. They parse; whether they make sense is up to the data. */
export function expressions(depth = 4, identifiers = names()): fc.Arbitrary<string> {
  return fc.letrec<{ expression: string; suffix: string; step: string }>((tie) => {
    const expression = tie("expression");
    const parenthesised = expression.map((text) => `(${text})`);
    const operand = fc.oneof(expression, parenthesised);
    const list = fc.array(expression, { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(", ")}]`);
    const hash = fc
      .array(
        fc.tuple(
          names().filter((name) => name !== "__proto__"),
          expression,
        ),
        { minLength: 1, maxLength: 3 },
      )
      .map((entries) => `{${entries.map(([key, value]) => `${nameText(key)}: ${value}`).join(", ")}}`);
    return {
      expression: fc.oneof(
        { maxDepth: depth, withCrossShrink: true },
        { weight: 6, arbitrary: identifiers.map(nameText) },
        { weight: 2, arbitrary: fc.constantFrom("@", "*", "[]", "[*]") },
        { weight: 3, arbitrary: literals() },
        { weight: 8, arbitrary: fc.tuple(operand, tie("suffix")).map(([left, suffix]) => left + suffix) },
        {
          weight: 2,
          arbitrary: fc
            .tuple(operand, fc.constantFrom(" && ", " || ", " | "), operand)
            .map((parts) => parts.join("")),
        },
        {
          weight: 3,
          arbitrary: fc
            .tuple(operand, fc.constantFrom("==", "!=", "<", "<=", ">", ">="), operand)
            .map((parts) => parts.join(" ")),
        },
        { weight: 1, arbitrary: operand.map((text) => `!${text}`) },
        { weight: 1, arbitrary: list },
        { weight: 1, arbitrary: hash },
        { weight: 4, arbitrary: calls(operand) },
        { weight: 1, arbitrary: parenthesised },
      ),
      suffix: fc.oneof(
        { weight: 4, arbitrary: tie("step").map((step) => `.${step}`) },
        { weight: 2, arbitrary: fc.integer({ min: -3, max: 3 }).map((index) => `[${index}]`) },
        { weight: 1, arbitrary: slices() },
        { weight: 2, arbitrary: fc.constantFrom("[*]", "[]", ".*") },
        { weight: 2, arbitrary: expression.map((condition) => `[?${condition}]`) },
      ),
      step: fc.oneof({ weight: 5, arbitrary: identifiers.map(nameText) }, list, hash, calls(operand)),
    };
  }).expression;
}

function nameText(name: string): string {
  return /^[a-z]+$/.test(name) ? name : JSON.stringify(name);
}

function literals(): fc.Arbitrary<string> {
  const raw = fc
    .constantFrom(...STRINGS)
    .map((text) => `'${text.replaceAll("\\", "/").replaceAll("'", "\\'")}'`);
  return fc.oneof(
    raw,
    jsonData(2).map((value) => `\`${JSON.stringify(value).replaceAll("`", "\\`")}\``),
  );
}

function slices(): fc.Arbitrary<string> {
  const bound = fc.option(fc.integer({ min: -4, max: 4 }), { nil: "" });
  const step = fc.option(fc.constantFrom(1, 2, 3, -1, -2), { nil: "" });
  return fc.tuple(bound, bound, step).map(([start, stop, by]) => `[${start}:${stop}:${by}]`);
}

const UNARY = ["abs", "avg", "ceil", "floor", "keys", "length", "max", "min", "reverse", "sort", "sum", "to_array", "to_number", "to_string", "type", "values"]; // prettier-ignore
const TEXTUAL = ["contains", "ends_with", "starts_with", "join"];
const BY_KEY = ["max_by", "min_by", "sort_by"];

function calls(operand: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constantFrom(...UNARY), operand).map(([name, item]) => `${name}(${item})`),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...TEXTUAL), operand, operand)
        .map(([name, one, two]) => `${name}(${one}, ${two})`),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...BY_KEY), operand, operand)
        .map(([name, items, key]) => `${name}(${items}, &${key})`),
    },
    { weight: 1, arbitrary: fc.tuple(operand, operand).map(([key, items]) => `map(&${key}, ${items})`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom("merge", "not_null"), fc.array(operand, { minLength: 1, maxLength: 3 }))
        .map(([name, items]) => `${name}(${items.join(", ")})`),
    },
  );
}
