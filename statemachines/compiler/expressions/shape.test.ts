import { describe, expect, test } from "vitest";
import type { JsonSchema } from "../../../shared/contracts/json.ts";
import {
  ANY,
  ARRAY,
  BOOLEAN,
  MISSING,
  NULL,
  NUMBER,
  OBJECT,
  STRING,
  declaredProperties,
  elementShape,
  propertyShape,
  shapeOfSchema,
} from "./shape.ts";

describe("shapeOfSchema()", () => {
  test.each<[JsonSchema, number]>([
    [{}, ANY],
    [{ type: "integer" }, NUMBER],
    [{ type: ["string", "null"] }, STRING | NULL],
    [{ enum: ["a", 1, null] }, STRING | NUMBER | NULL],
    [{ const: [] }, ARRAY],
    [{ anyOf: [{ type: "string" }, { type: "boolean" }] }, STRING | BOOLEAN],
    [{ oneOf: [{ type: "string" }, true] }, ANY],
    [{ allOf: [{ type: ["string", "number"] }, { type: "number" }] }, NUMBER],
    [{ type: "string", nullable: true }, STRING | NULL],
    [{ $ref: "#/$defs/x", $defs: { x: { type: "number" } } }, NUMBER],
    [{ $ref: "#/$defs/x", $defs: { x: { $ref: "#/$defs/x" } } }, ANY],
    [{ $ref: "https://example.com/schema" }, ANY],
    [{ type: "text" }, ANY],
  ])("of %j", (schema, kinds) => {
    expect(shapeOfSchema(schema).kinds).toBe(kinds);
  });

  test("is unknown without a schema", () => {
    expect(shapeOfSchema(undefined).kinds).toBe(ANY);
  });
});

describe("propertyShape()", () => {
  const schema: JsonSchema = {
    type: "object",
    properties: { a: { type: "string" }, b: { $ref: "#/$defs/list" } },
    required: ["a"],
    additionalProperties: false,
    $defs: { list: { type: "array", items: { type: "number" } } },
  };

  test("may always be missing, because a skipped node has no output", () => {
    expect(propertyShape(shapeOfSchema(schema), "a").kinds).toBe(STRING | MISSING);
  });

  test("is nothing at all where the schema allows no such name", () => {
    expect(propertyShape(shapeOfSchema(schema), "c").kinds).toBe(MISSING);
    expect(propertyShape(shapeOfSchema({ ...schema, additionalProperties: true }), "c").kinds).toBe(
      ANY | MISSING,
    );
  });

  test("follows references from the schema's root, and into arrays", () => {
    const list = propertyShape(shapeOfSchema(schema), "b");
    expect(list.kinds).toBe(ARRAY | MISSING);
    expect(elementShape(list).kinds).toBe(NUMBER);
  });

  test("is unknown where conditions or patterns decide", () => {
    expect(propertyShape(shapeOfSchema({ ...schema, patternProperties: {} }), "a").kinds).toBe(ANY | MISSING);
    expect(propertyShape(shapeOfSchema({ ...schema, allOf: [] }), "a").kinds).toBe(ANY | MISSING);
  });

  test("joins the alternatives of anyOf", () => {
    const either = shapeOfSchema({
      anyOf: [schema, { type: "object", properties: { a: { type: "null" } } }],
    });
    expect(either.kinds).toBe(OBJECT);
    expect(propertyShape(either, "a").kinds).toBe(STRING | NULL | MISSING);
  });
});

describe("declaredProperties()", () => {
  test("are known only where a schema allows no others on purpose", () => {
    const properties = { a: {}, b: {} };
    expect(declaredProperties(shapeOfSchema({ properties }))).toEqual(["a", "b"]);
    expect(declaredProperties(shapeOfSchema({ properties, additionalProperties: true }))).toBeUndefined();
    expect(declaredProperties(shapeOfSchema({ type: "object" }))).toBeUndefined();
  });
});
