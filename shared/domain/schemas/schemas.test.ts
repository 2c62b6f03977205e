import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonSchema } from "../../contracts/json.ts";
import { assertBounded, byteLength, toBoundedJson } from "./bounded-json.ts";
import { canonicalJson } from "./canonical-json.ts";
import { describeProblems } from "./schema-problem.ts";
import { checkSchema, validate } from "./validate.ts";

const order: JsonSchema = {
  type: "object",
  properties: {
    order_id: { type: "string", pattern: "^#?\\d+$" },
    amount: { type: "number", minimum: 0 },
    status: { enum: ["open", "closed"] },
  },
  required: ["order_id"],
  additionalProperties: false,
};

function nested(depth: number): Json {
  let value: Json = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

describe("validate", () => {
  test("accepts a value that fits", () => {
    expect(validate(order, { order_id: "#12345", amount: 3 })).toEqual([]);
  });

  test("names every wrong field", () => {
    const problems = validate(order, { amount: -1, status: "lost" });
    expect(problems).toEqual([
      { path: "/order_id", message: "is required" },
      { path: "/amount", message: "must be >= 0" },
      { path: "/status", message: 'must be one of ["open","closed"]' },
    ]);
    expect(describeProblems(problems)).toContain("/order_id is required");
  });

  test("does not repeat names or values that came from a customer", () => {
    const schema: JsonSchema = {
      type: "object",
      properties: { known: { type: "object", additionalProperties: { type: "number" } } },
      additionalProperties: false,
    };
    const text = describeProblems(validate(schema, { "jane@example.com": 1, known: { "Jane Doe": "4111" } }));
    expect(text).not.toMatch(/jane|4111/i);
    expect(text).toContain("/known/*");
    expect(text).toContain("it allows known");
  });

  test("stops a pattern that would backtrack for ever", () => {
    const schema: JsonSchema = { type: "string", pattern: "^(a+)+$" };
    expect(validate(schema, `${"a".repeat(5000)}!`)).toHaveLength(1);
    expect(validate(schema, "a".repeat(5000))).toEqual([]);
  });

  test.each([
    ["a remote reference", { $ref: "https://example.com/schema.json" }],
    ["a reference to nothing", { $ref: "#/$defs/missing" }],
    ["a wrong type name", { type: "strnig" }],
    ["a keyword of the wrong type", { type: "string", maxLength: "1); throw 1; (" }],
    ["look-ahead", { type: "string", pattern: "(?=a)b" }],
    ["a back reference", { type: "string", pattern: "(a)\\1" }],
    ["a named back reference", { type: "string", pattern: "(?<n>a)\\k<n>" }],
    ["too much nesting", { not: nested(3000) }],
    ["too much text", { description: "x".repeat(70_000) }],
    ["a name inside", { properties: { a: { $id: "https://example.com/a" } } }],
  ])("refuses a schema with %s", (_, schema) => {
    expect(checkSchema(schema as JsonSchema)).not.toEqual([]);
    expect(() => validate(schema as JsonSchema, "x")).toThrow("JSON schema cannot be used");
  });

  test("takes a local reference, another dialect's name and data that looks like a reference", () => {
    const schema: JsonSchema = {
      $schema: "http://json-schema.org/draft-07/schema#",
      $id: "https://example.com/tree",
      properties: { children: { type: "array", items: { $ref: "#" } }, $ref: { type: "string" } },
      const: { children: [], $ref: "https://example.com" },
    };
    expect(checkSchema(schema)).toEqual([]);
    expect(validate(schema, { children: [], $ref: "https://example.com" })).toEqual([]);
  });

  test("gives up on references that double", () => {
    const definitions: JsonSchema = {};
    for (let level = 0; level < 40; level += 1) {
      const next = { $ref: `#/$defs/d${level + 1}` };
      definitions[`d${level}`] = { allOf: [next, next] };
    }
    definitions["d40"] = { type: "number" };
    const problems = validate({ $ref: "#/$defs/d0", $defs: definitions }, 1);
    expect(problems).toEqual([{ path: "", message: "takes too much work to check" }]);
    expect(validate(order, { order_id: "1" })).toEqual([]);
  });

  test("finds equal items in a long list", () => {
    const schema: JsonSchema = { type: "array", uniqueItems: true };
    const items = Array.from({ length: 50_000 }, (_, index) => ({ index }));
    expect(validate(schema, items)).toEqual([]);
    expect(validate(schema, [...items, { index: 7 }])).toHaveLength(1);
  });

  test("tells a value that is too deep instead of failing", () => {
    expect(validate({}, nested(65))).toEqual([{ path: "", message: "is nested deeper than 64" }]);
  });

  test("keeps schemas apart that differ only in data", () => {
    for (let index = 0; index < 600; index += 1) {
      expect(validate({ const: index }, index)).toEqual([]);
      expect(validate({ const: index }, index + 1)).toHaveLength(1);
    }
  });
});

describe("bounded JSON", () => {
  test("copies what is within bounds", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        const copied = toBoundedJson(value, { depth: 64, nodes: 10_000, bytes: byteLength(text) });
        // Lone surrogates and U+0000 are the only thing a copy changes.
        const storable = (input: string): string =>
          input.replaceAll(/\\ud[89a-f][0-9a-f]{2}|\\u0000/g, "\uFFFD");
        expect(storable(JSON.stringify(copied))).toBe(storable(text));
      }),
      { numRuns: 300 },
    );
  });

  test("refuses one byte, one value and one level too many", () => {
    const value = { a: [1, "é"] };
    const exact = { depth: 2, nodes: 4, bytes: byteLength(JSON.stringify(value)) };
    expect(toBoundedJson(value, exact)).toEqual(value);
    for (const key of ["depth", "nodes", "bytes"] as const) {
      expect(() => assertBounded(value, { ...exact, [key]: exact[key] - 1 })).toThrow("a value");
    }
  });

  test("counts shared references each time", () => {
    let value: Json = [1];
    for (let level = 0; level < 40; level += 1) value = [value, value];
    expect(() => assertBounded(value)).toThrow("more than 100000 values");
  });

  test("refuses what is not JSON and drops what has no value", () => {
    for (const value of [1n, () => 1, new Map(), [Symbol("x")], { a: new Date(0) }]) {
      expect(() => assertBounded(value)).toThrow("JSON");
    }
    expect(toBoundedJson({ a: undefined, b: [undefined, Number.NaN] })).toEqual({ b: [null, null] });
  });

  test("keeps a key named __proto__ as data and makes text storable", () => {
    const copied = toBoundedJson(JSON.parse('{"__proto__":{"x":"\\ud800\\u0000"}}'));
    expect(JSON.stringify(copied)).toBe('{"__proto__":{"x":"\uFFFD\uFFFD"}}');
    expect(Object.getPrototypeOf(copied)).toBe(Object.prototype);
  });
});

test("canonical text is the same for any order of keys", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 }), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).toReversed());
      expect(canonicalJson(reversed as Json)).toBe(canonicalJson(value as Json));
    }),
    { numRuns: 200 },
  );
});
