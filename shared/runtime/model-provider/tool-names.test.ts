import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createToolNames, wireToolName } from "./tool-names.ts";

const offering = (names: string[]) =>
  createToolNames({ messages: [], tools: names.map((name) => ({ name, description: "", input: {} })) });

describe("createToolNames()", () => {
  test("spells dotted names as providers want them", () => {
    expect(wireToolName("shopify.get_order")).toBe("shopify__get_order");
  });

  test("keeps names apart that are spelled alike", () => {
    const names = offering(["a.b", "a__b", "a b"]);
    expect(["a.b", "a__b", "a b"].map((name) => names.toWire(name))).toEqual(["a__b", "a__b_2", "a_b"]);
    expect(names.fromWire("a__b_2")).toBe("a__b");
  });

  test("knows tools that were called earlier and are not offered any more", () => {
    const names = createToolNames({
      messages: [{ role: "assistant", text: "", toolCalls: [{ id: "1", name: "old.tool", input: {} }] }],
    });
    expect(names.fromWire("old__tool")).toBe("old.tool");
  });

  test("finds the way back from every name, whatever the names are", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 90 }), { maxLength: 20 }), (list) => {
        const names = offering(list);
        for (const name of list) {
          const wireName = names.toWire(name);
          expect(wireName).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
          expect(names.fromWire(wireName)).toBe(name);
        }
      }),
    );
  });
});
