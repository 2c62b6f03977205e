import fc from "fast-check";
import { expect, test } from "vitest";
import { OutputTooLargeError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import { maxFieldsBytes, selectFields } from "./select-fields.ts";

const order = { id: 7, customer: { name: "Ann", email: "ann@example.com" }, items: [{ sku: "a" }] };

test("keeps exactly what is read, in its own shape", () => {
  expect(selectFields(order, [["id"], ["customer", "name"]], "n")).toEqual({
    id: 7,
    customer: { name: "Ann" },
  });
});

test("keeps a list whole, and everything where everything is read", () => {
  expect(selectFields(order, [["items"]], "n")).toEqual({ items: [{ sku: "a" }] });
  expect(selectFields("text", [[]], "n")).toBe("text");
});

test("leaves out what is not there, and what is not an object has no fields", () => {
  expect(selectFields(order, [["missing"], ["id", "deeper"]], "n")).toEqual({ id: 7 });
  expect(selectFields(["a"], [["0"]], "n")).toEqual({});
  expect(selectFields(null, [["a"]], "n")).toEqual({});
});

test("takes __proto__ as a name like any other", () => {
  const value = JSON.parse('{"__proto__": {"polluted": 1}}') as Json;
  const selected = selectFields(value, [["__proto__", "polluted"]], "n") as object;
  expect(JSON.stringify(selected)).toBe('{"__proto__":{"polluted":1}}');
  expect("polluted" in {}).toBe(false);
});

test("refuses more than 8 KiB", () => {
  const value = { text: "x".repeat(maxFieldsBytes) };
  expect(() => selectFields(value, [["text"]], "node a")).toThrow(OutputTooLargeError);
  expect(selectFields(value, [["other"]], "node a")).toEqual({});
});

test("what is read has the same value in the projection as in the whole", () => {
  const key = fc.constantFrom("a", "b", "c");
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      fc.constant(null),
      fc.dictionary(key, tie("value")),
      fc.array(fc.integer()),
    ),
  }));
  fc.assert(
    fc.property(
      value,
      fc.array(fc.array(key, { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
      (whole, reads) => {
        const projection = selectFields(whole, reads, "n");
        for (const path of reads) expect(at(projection, path)).toEqual(at(whole, path));
      },
    ),
  );
});

/** A path as a condition reads it: null through anything that is not an object. */
function at(value: Json, path: string[]): Json {
  return path.reduce<Json>((inner, key) => {
    const isObject = typeof inner === "object" && inner !== null && !Array.isArray(inner);
    return isObject && Object.hasOwn(inner, key) ? (inner[key] ?? null) : null;
  }, value);
}
