import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { search } from "jmespath";
import { describe, expect, test } from "vitest";
import { ToolFailedError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import { filterJson, searchJson } from "./search-json.ts";

const wide = Array.from({ length: 20_000 }, (_, index) => ({
  id: index,
  name: `n${index}`,
  tags: ["a", "b"],
}));

describe("what is refused", () => {
  const pipes = (part: string, count: number): string =>
    Array.from({ length: count }, () => part).join(" | ");
  test.each([
    ["too long an expression", `a${".a".repeat(600)}`],
    ["too many parts", `[${Array.from({ length: 201 }, () => "a").join(",")}]`],
    ["too deep an expression", `${"(".repeat(500)}a${")".repeat(500)}.${"a.".repeat(30)}a`],
    ["results that double", pipes("[@,@]", 22)],
    ["results that double within the depth", pipes("[@,@]", 17)],
    ["real doubling", pipes("[@,@][]", 9)],
    [
      "text of text of text",
      "[@,@,@,@]|[@,@,@,@]|[@,@,@,@]|[@,@,@,@]|[@,@,@,@]|[@,@,@,@]|[@,@,@,@]|to_string(@)",
    ],
    ["comparison of what doubled", `${pipes("[@,@]", 8)} | [@,@] | [@,@] | [@,@] | [0] == [1]`],
    ["glue from the data", "join(@[0].name, @[*].name)"],
    [
      "lists within lists",
      "[*].map(&@, [@,@,@,@,@,@,@,@,@,@]) | [*].map(&[@,@,@,@,@,@], @) | map(&[@,@,@,@], @[])",
    ],
    ["a result that is too large", "[@,@,@][]"],
    ["syntax", "a..b"],
    ["an unknown function", "run(@)"],
  ])("%s", (_, expression) => {
    expect(() => searchJson(wide as Json, expression)).toThrow(ToolFailedError);
  });

  test("data that poses as an expression", () => {
    const posing = { jmespathType: "Expref", type: "Field", name: "a" };
    expect(() => searchJson({ list: [{ a: 1 }], posing }, "map(posing, list)")).toThrow("reserved name");
  });

  test("a condition that leaves its bracket", () => {
    for (const condition of ["a] | [0", "a]", "a] || [?b", "`1`] | @ | [?`1`"]) {
      expect(() => filterJson([{ a: 1 }], condition)).toThrow("not valid JMESPath");
    }
  });
});

test("inherited names are not found", () => {
  for (const name of ["constructor", "__proto__", "toString", "valueOf"]) {
    expect(searchJson({ a: { b: 1 } }, `a."${name}"`)).toBeNull();
  }
  expect(searchJson(JSON.parse('{"__proto__":1}') as Json, '"__proto__"')).toBe(1);
  expect(searchJson({ a: {}, b: { c: 1 } }, "[!a, !b, merge(b, a), a == `{}`]")).toEqual([
    true,
    false,
    { c: 1 },
    true,
  ]);
});

test("ordinary expressions over a large list stay allowed", () => {
  expect(searchJson(wide as Json, "[?id > `19997`].{id: id, label: join('-', [name, 'x'])}")).toEqual([
    { id: 19998, label: "n19998-x" },
    { id: 19999, label: "n19999-x" },
  ]);
  expect(searchJson(wide as Json, "length(@)")).toBe(20_000);
  expect(searchJson(wide as Json, "sort_by(@, &name)[-1].id")).toBe(9999);
  expect(filterJson(wide as Json[], "id < `2` && contains(tags, 'a')")).toHaveLength(2);
});

test("a filter keeps what a projection of the same condition keeps", () => {
  const item = fc.record({ a: fc.jsonValue({ maxDepth: 1 }), b: fc.integer({ min: 0, max: 3 }) });
  const condition = fc.constantFrom(
    "a",
    "!a",
    "b > `1`",
    "a == `null` || b",
    "a && b == `2`",
    "type(a) == 'string'",
  );
  fc.assert(
    fc.property(fc.array(item, { maxLength: 6 }), condition, (items, text) => {
      const kept = (items as Json[]).filter((candidate) => isTrue(searchJson(candidate, text)));
      expect(filterJson(items as Json[], text)).toEqual(kept);
    }),
    { numRuns: 200 },
  );
});

function isTrue(value: Json): boolean {
  if (value === null || value === false || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

const suiteUrl = new URL("../../../../shared/corpora/jmespath/", import.meta.url);
const refusals = new Set<Json>([
  "the expression is too complex",
  "join takes a literal between the items, as in join(', ', names)",
]);
interface Group {
  given: Json;
  cases: { expression: string; result?: Json; error?: string; bench?: string }[];
}

describe.skipIf(!existsSync(suiteUrl))("against the compliance suite", () => {
  test("bounds change no result", () => {
    let compared = 0;
    for (const file of readdirSync(suiteUrl).filter((name) => name.endsWith(".json"))) {
      const groups = JSON.parse(readFileSync(new URL(file, suiteUrl), "utf8")) as Group[];
      for (const { given, cases } of groups) {
        for (const { expression, result } of cases.filter((one) => "result" in one)) {
          const plain = outcome(() => search(given, expression) as Json);
          if (JSON.stringify(plain) !== JSON.stringify(result)) continue;
          const bounded = outcome(() => searchJson(given, expression));
          if (refusals.has(bounded)) continue;
          expect({ expression, bounded }).toEqual({ expression, bounded: result });
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(700);
  });
});

function outcome(work: () => Json): Json {
  try {
    return work();
  } catch (error) {
    return (error as Error).message;
  }
}
