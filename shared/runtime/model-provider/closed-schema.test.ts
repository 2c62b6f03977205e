import { describe, expect, test } from "vitest";
import { closeSchema, requiresEverything } from "./closed-schema.ts";

describe("closeSchema()", () => {
  test("closes objects at every depth", () => {
    const schema = {
      type: "object",
      properties: {
        lines: { type: "array", items: { type: "object", properties: { sku: { type: "string" } } } },
        who: { anyOf: [{ type: "null" }, { $ref: "#/$defs/person" }] },
      },
      $defs: { person: { type: "object", properties: { name: { type: "string" } } } },
    };
    expect(closeSchema(schema)).toEqual({
      type: "object",
      additionalProperties: false,
      properties: {
        lines: {
          type: "array",
          items: { type: "object", additionalProperties: false, properties: { sku: { type: "string" } } },
        },
        who: { anyOf: [{ type: "null" }, { $ref: "#/$defs/person" }] },
      },
      $defs: {
        person: { type: "object", additionalProperties: false, properties: { name: { type: "string" } } },
      },
    });
  });

  test.each([
    ["an object without properties", { type: "object" }],
    ["one that allows more", { type: "object", properties: {}, additionalProperties: true }],
    ["a map", { type: "object", properties: {}, additionalProperties: { type: "string" } }],
    ["an open one inside", { type: "object", properties: { entities: { type: "object" } } }],
    ["a nullable open one", { type: "object", properties: { entities: { type: ["object", "null"] } } }],
    ["anything at all", { type: "object", properties: { any: {} } }],
    ["an open item", { type: "array", items: { type: "object" } }],
  ])("leaves alone %s", (_, schema) => {
    expect(closeSchema(schema)).toBeNull();
  });
});

test("requiresEverything() looks at every object", () => {
  const inner = { type: "object", properties: { a: { type: "string" } } };
  expect(requiresEverything({ ...inner, required: ["a"] })).toBe(true);
  expect(requiresEverything({ type: "object", required: ["x"], properties: { x: inner } })).toBe(false);
});
