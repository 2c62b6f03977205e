import { expect, test } from "vitest";
import { filled, type FormSchema, kindOf, labelOf } from "./json-schema.ts";

test.each<[FormSchema, string]>([
  [{ type: "string" }, "text"],
  [{ type: "string", maxLength: 1000 }, "long-text"],
  [{ type: "string", enum: ["a", "b"] }, "choice"],
  [{ type: "integer" }, "integer"],
  [{ type: "boolean" }, "boolean"],
  [{ type: "object", properties: {} }, "object"],
  [{ type: "object" }, "json"],
  [{ type: ["string", "null"] }, "json"],
  [{ type: "array", items: { type: "string" } }, "json"],
  [{}, "json"],
])("%j is asked for as %s", (schema, kind) => {
  expect(kindOf(schema)).toBe(kind);
});

test("a field is called by its title, or by its name in words", () => {
  expect([labelOf("order_id", {}), labelOf("order_id", { title: "Order" })]).toEqual(["Order id", "Order"]);
});

test("what nobody filled is left out, on every level; false and zero are answers", () => {
  const schema = { type: "object", properties: { address: { type: "object", properties: {} } } };
  const value = { a: "", b: false, c: 0, address: { street: "", city: "Ulm" } };
  expect(filled(schema, value)).toEqual({ b: false, c: 0, address: { city: "Ulm" } });
});
