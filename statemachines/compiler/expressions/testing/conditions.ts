import * as fc from "fast-check";
import type { Json, JsonObject, JsonSchema } from "../../../../shared/contracts/json.ts";
import { jsonData } from "./arbitraries.ts";
import type { ScopeData } from "./scope.ts";

const MEMBER: JsonSchema = {
  type: "object",
  properties: { a: { type: ["string", "null"] }, b: { $ref: "#/$defs/amount" } },
};

/** The schema of node `b`; `outputsOfB` makes outputs that keep it. */
export const SCHEMA_OF_B: JsonSchema = {
  type: "object",
  properties: {
    a: { type: "string" },
    b: { $ref: "#/$defs/amount" },
    c: { type: "boolean" },
    d: { type: "array", items: MEMBER },
    e: { anyOf: [{ type: "number" }, { type: "null" }] },
    f: { enum: ["x", 1] },
    output: MEMBER,
  },
  $defs: { amount: { type: "number" } },
};

function members(): fc.Arbitrary<JsonObject> {
  const fields = { a: fc.constantFrom<Json>("", "a", "b", null), b: fc.constantFrom(0, 1, 2, -1) };
  return fc.record(fields, { requiredKeys: [] });
}

function outputsOfB(): fc.Arbitrary<JsonObject> {
  const fields = {
    a: fc.constantFrom("", "a", "ab"),
    b: fc.constantFrom(0, 1, 2, 10, -1),
    c: fc.boolean(),
    d: fc.array(members(), { maxLength: 3 }),
    e: fc.constantFrom(null, 0, 5),
    f: fc.constantFrom<Json>("x", 1),
    output: members(),
  };
  return fc.record(fields, { requiredKeys: [] });
}

function objects(...names: string[]): fc.Arbitrary<JsonObject> {
  return fc.dictionary(fc.constantFrom(...names), jsonData(3), { noNullPrototype: true });
}

/** What a run can have in its variables, skipped nodes included. */
export function scopeData(): fc.Arbitrary<ScopeData> {
  const skipped = fc.constantFrom(null, undefined);
  return fc.record({
    a: fc.oneof({ weight: 5, arbitrary: objects("a", "b", "c", "output", "length") }, skipped),
    b: fc.oneof({ weight: 5, arbitrary: outputsOfB() }, skipped),
    input: objects("a", "b", "c", "d", "x"),
  });
}

const ROOTS = ["a", "b", "a", "b", "c", "d", "output", "input", "x", "e", "true", "false", "null", "length"];

/** Names that stand for something in the scope. */
export function scopeNames(): fc.Arbitrary<string> {
  return fc.constantFrom(...ROOTS);
}

const STEPS = [
  ".a",
  ".b",
  ".c",
  ".d",
  ".e",
  ".f",
  ".output",
  ".a.b",
  ".b.c",
  ".output.a",
  ".c.a.b",
  ".a.a.a.b",
];

/** Few, so that two conditions speak of the same. */
export function fewPaths(): fc.Arbitrary<string> {
  return fc.constantFrom("a.a", "a.b", "b.a", "b.b", "b.c");
}

function paths(): fc.Arbitrary<string> {
  const nodes = fc.tuple(
    fc.constantFrom("a", "b", "a.output", "b.output", "output"),
    fc.constantFrom("", ...STEPS),
  );
  return fc.oneof(
    { weight: 4, arbitrary: nodes.map((parts) => parts.join("")) },
    fc.constantFrom("c", "x", "input.c", "input"),
  );
}

/** What authors write, in the words of either language. */
export interface Words {
  literals: string[];
  comparators: string[];
  and: string;
  or: string;
  not: (condition: string) => string;
}

export const JMESPATH_WORDS: Words = {
  literals: [
    "'a'",
    "''",
    "'x'",
    "`0`",
    "`1`",
    "`2`",
    "`true`",
    "true",
    "false",
    "null",
    "`[]`",
    "`{}`",
    "`[1]`",
    '`{"a": 1}`',
  ],
  comparators: ["==", "!=", "<", "<=", ">", ">="],
  and: "&&",
  or: "||",
  not: (condition) => `!(${condition})`,
};

export const JSONATA_WORDS: Words = {
  literals: ["'a'", "''", "'x'", "0", "1", "2", "true", "false", "null", "{}", "['a', 1]"],
  comparators: ["=", "!=", "<", "<=", ">", ">=", "in"],
  and: "and",
  or: "or",
  not: (condition) => `$not(${condition})`,
};

/** Conditions of the ordinary kind: paths compared with literals and with each other, in any combination. */
export function conditions(
  { literals, comparators, and, or, not }: Words,
  path = paths(),
): fc.Arbitrary<string> {
  const comparator = fc.constantFrom(...comparators);
  const literal = fc.constantFrom(...literals);
  const joined = (parts: string[]) => parts.join(" ");
  return fc.letrec<{ condition: string }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 4, arbitrary: fc.tuple(path, comparator, literal).map(joined) },
      { weight: 2, arbitrary: path },
      { weight: 1, arbitrary: fc.tuple(literal, comparator, path).map(joined) },
      { weight: 1, arbitrary: fc.tuple(path, comparator, path).map(joined) },
      {
        weight: 2,
        arbitrary: fc.tuple(tie("condition"), fc.constantFrom(and, or), tie("condition")).map(joined),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(tie("condition"), fc.constantFrom(and, or), tie("condition"))
          .map(([left, word, right]) => `(${left}) ${word} (${right})`),
      },
      { weight: 2, arbitrary: tie("condition").map(not) },
    ),
  })).condition;
}

/** JSONata as those write it who know it: filters, functions, variables, sorting, grouping, climbing. */
export function jsonataExpressions(): fc.Arbitrary<string> {
  const templates: ((one: string, other: string, condition: string) => string)[] = [
    (one, other) => `$count(${one}[b > 0]) > 1 or $exists(${other})`,
    (one, other) => `${one} ~> $append(${other}) ~> $count()`,
    (one, other) => `$map(${one}, function($v) { $v.a = ${other} })`,
    (one, other) => `($x := ${one}; ${other} = $x)`,
    (one) => `${one}[0].a = 'a'`,
    (one) => `${one}^(>b).a`,
    (one) => `${one}{a: $count(b)}`,
    (one) => `$keys(${one}.%.a)`,
    (one) => `${one}.*`,
    (one) => `$lookup(${one}, 'b') = 1`,
    (one, other) => `[${one}, ${other}][1]`,
    (one, other) => `{'x': ${one}, 'y': ${other}}.x`,
    (one) => `${one}.(a & b) = 'a1'`,
    (one) => `${one}@$v.a[$v.b = 1]`,
    (one) => `${one}.d@$v.b[$v.b = $]`,
    (one, other) => `($l := ${one}; $l.d@$v.c[$v.a = ${other}])`,
    (one) => `${one}#$i[$i = 1].a`,
    (one, other, condition) => `${condition} ? ${one} : ${other}`,
    (one, other, condition) => `($f := function($y) { $y = ${other} or ${condition} }; $f(${one}))`,
    (one) => `$string(${one}) & 'x' /* a comment with b.a in it */ != 'x'`,
    (one) => `$sum(${one}.b[$ > 0]) + 1`,
    (one) => `$filter(${one}, function($v, $i) { $i = 0 and $v })`,
    (one, other) => `$reduce([${one}, ${other}], function($l, $r) { $l = $r ? 'same' : $r })`,
    (one) => `$not(${one})`,
    (one) => `$type(${one}) in ['object', 'string']`,
    (one, other) => `$merge([{'k': ${one}}, {'l': ${other}}]).k`,
  ];
  const path = paths();
  const parts = fc.tuple(fc.constantFrom(...templates), path, path, conditions(JSONATA_WORDS));
  return fc.oneof(
    {
      weight: 2,
      arbitrary: parts.map(([template, one, other, condition]) => template(one, other, condition)),
    },
    conditions(JSONATA_WORDS),
  );
}
