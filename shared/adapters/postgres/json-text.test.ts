import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import { parameterText } from "./column-values.ts";
import { jsonText, maxJsonDepth } from "./json-text.ts";

const nested = (depth: number): string => `${'[{"[{":'.repeat(depth / 2)}0${"}]".repeat(depth / 2)}`;

describe("jsonText()", () => {
  test("writes any JSON as text that can be stored", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const text = jsonText(value);
        expect(parameterText(text)).toBe(text);
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
      }),
    );
  });

  test("counts brackets that nest, not those in strings or side by side", () => {
    const wide = Array.from({ length: 2000 }, () => ['[[[[{{{{\\"[[[[', {}]);
    expect(JSON.parse(jsonText(wide))).toEqual(wide);
    expect(jsonText(JSON.parse(nested(maxJsonDepth)) as Json)).toBe(nested(maxJsonDepth));
    expect(() => jsonText(JSON.parse(nested(maxJsonDepth + 2)) as Json)).toThrow(InvalidInputError);
  });

  test("refuses what is deeper than the machine's stack", () => {
    let value: Json = null;
    for (let level = 0; level < 200_000; level += 1) value = [value];
    expect(() => jsonText(value)).toThrow(InvalidInputError);
  });

  test("refuses what is no JSON", () => {
    expect(() => jsonText(undefined as unknown as Json)).toThrow(InvalidInputError);
  });
});
