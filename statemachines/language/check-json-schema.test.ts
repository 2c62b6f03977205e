import { describe, expect, test } from "vitest";
import type { JsonSchema } from "../../shared/contracts/json.ts";
import { checkJsonSchema } from "./check-json-schema.ts";

describe("checkJsonSchema()", () => {
  test("accepts what workflows use", () => {
    const schema: JsonSchema = {
      type: "object",
      properties: {
        intent: { type: "string", enum: ["return", "other"], pattern: "^[a-z]+$" },
        confidence: { type: ["number", "null"], minimum: 0, maximum: 1 },
        items: { type: "array", items: { $ref: "#/$defs/item" }, minItems: 1 },
      },
      required: ["intent"],
      additionalProperties: false,
      $defs: { item: { anyOf: [{ type: "string" }, true] } },
      "x-shown-as": "form",
    };
    expect(checkJsonSchema(schema)).toEqual([]);
  });

  test.each<[JsonSchema, (string | number)[]]>([
    [{ type: "text" }, ["type"]],
    [{ properties: { a: { type: "object", required: "a" } } }, ["properties", "a", "required"]],
    [{ properties: ["a"] }, ["properties"]],
    [{ properties: { a: "string" } }, ["properties", "a"]],
    [{ anyOf: [{}, 3] }, ["anyOf", 1]],
    [{ oneOf: [] }, ["oneOf"]],
    [{ enum: "a" }, ["enum"]],
    [{ minLength: -1 }, ["minLength"]],
    [{ maximum: "10" }, ["maximum"]],
  ])("refuses %j", (schema, path) => {
    expect(checkJsonSchema(schema).map((problem) => problem.path)).toEqual([path]);
  });
});
