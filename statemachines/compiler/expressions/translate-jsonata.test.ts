import { describe, expect, test } from "vitest";
import { INPUT, type Translated } from "./testing/scope.ts";
import { translateJsonata } from "./translate-jsonata.ts";
import type { ConditionScope } from "./translation.ts";

const SCOPE: ConditionScope = {
  nodes: new Map([
    ["classify", { variable: "$classify" }],
    [
      "order",
      { variable: "$order", schema: { type: "object", properties: { customer: { type: "object" } } } },
    ],
  ]),
  input: { expression: INPUT },
  output: "classify",
};

function translate(expression: string): Translated {
  const translation = translateJsonata(expression, SCOPE);
  if (!translation.ok) throw new Error(JSON.stringify(translation.problems));
  return translation;
}

describe("translateJsonata()", () => {
  test.each([
    ["classify.output.intent = 'x'", "$classify.intent = 'x'"],
    ["classify.intent = 'x'", "$classify.intent = 'x'"],
    ["output.intent = 'x' and total > 3", `$classify.intent = 'x' and ${INPUT}.total > 3`],
    ["input.total = 3", `${INPUT}.total = 3`],
    ["classify /* the first */ . output.intent in ['a', 'b']", "$classify.intent in ['a', 'b']"],
    ["classify.urgent", "$boolean($classify.urgent) = true"],
    ["total > 3", `$boolean(${INPUT}.total > 3) = true`],
    ["$exists(classify.intent)", "$exists($classify.intent)"],
    ["$not(classify.intent = 'x')", "$not($classify.intent = 'x')"],
    ["`order id` = 1", `${INPUT}.\`order id\` = 1`],
    ["$count(lines[price > 10]) = 2", `$count(${INPUT}.lines[price > 10]) = 2`],
    ["($x := classify.a; order.b = $x)", "($x := $classify.a; $order.b = $x)"],
    ["order.lines.%.total = 3", "$order.lines.%.total = 3"],
    ["input.lines.%.total = 3", `($jp_1 := ${INPUT}; $jp_1.lines.%.total = 3)`],
  ])("writes %s as %s", (expression, text) => {
    expect(translate(expression).jsonata).toBe(text);
  });

  test.each([
    ["order.customer.name = 'x'", ["order customer name"]],
    ["classify.customer.name = 'x'", ["classify customer"]],
    ["$sum(order.lines.price) > 3", ["order lines"]],
    ["order.lines[0].price > 3", ["order lines"]],
    ["$map(lines, function($v) { $v.sku = wanted })", ["input lines", "input wanted"]],
    ["order", ["order"]],
    ["order.*", ["order"]],
    ["order.customer.a.%.b", ["order"]],
    ["order.customer.a@$v.b[$v = 1]", ["order customer"]],
    ["order.lines@$v.total[$v = 1]", ["order"]],
  ])("finds what %s reads: %j", (expression, expected) => {
    const reads = translate(expression).reads.map(({ source, path }) => [
      source.kind === "node" ? source.id : "input",
      ...path,
    ]);
    expect(reads.map((path) => path.join(" "))).toEqual(expected);
  });

  test("tells names of input fields, which may be anywhere, from names within them", () => {
    const expression = "lines[sku = 'x'].price > limit and $map([1], function($i) { wanted })";
    const fields = translate(expression).inputFields;
    expect(fields.map(({ name }) => name)).toEqual(["lines", "limit", "wanted"]);
    expect(fields.map(({ offset, length }) => expression.slice(offset, offset + length))).toEqual([
      "lines",
      "limit",
      "wanted",
    ]);
  });

  test.each([
    ["classify.intent =", "condition-syntax"],
    ["classify.intent == 'x'", "condition-syntax"],
    ["$eval('1')", "condition-unsupported"],
    ["$$.classify", "condition-root"],
    ["$.classify", "condition-root"],
    ["*.intent", "condition-root"],
    ["**.intent", "condition-root"],
    ["lines.%", "condition-root"],
    ["classify.intent.%.%", "condition-root"],
    ["input.lines.%.%", "condition-root"],
    ["order@$v.lines", "condition-root"],
    ["order.output@$v.lines", "condition-root"],
    ["(order.lines)@$v.total", "condition-root"],
    ["$map(lines, function($v) { $ })", "condition-root"],
    ["$random() > 0.5", "condition-not-reproducible"],
    ["$uuid() = 'x'", "condition-not-reproducible"],
    ["$now() > 'x'", "condition-not-reproducible"],
    ["$millis() > 5", "condition-not-reproducible"],
    ["$map(lines, $shuffle)", "condition-not-reproducible"],
    ["$foo = 1", "condition-unknown-variable"],
    ["$states.input.x", "condition-unknown-variable"],
    ["$classify.intent", "condition-unknown-variable"],
    ["($x := 1); $x", "condition-syntax"],
    ["(($x := 1); $y)", "condition-unknown-variable"],
    ["$cuont(lines)", "condition-unknown-variable"],
    ["count(lines)", "condition-unknown-function"],
    ["$string()", "condition-arity"],
    ["$contains('x')", "condition-arity"],
    ["($classify := 1; classify.a)", "condition-reserved-variable"],
    ["input.lines@$order.price", "condition-reserved-variable"],
    ["$map(lines, function($count) { $count })", "condition-reserved-variable"],
    ["a".repeat(9000), "condition-too-large"],
    [`${"(".repeat(100)}a${")".repeat(100)}`, "condition-too-large"],
    ["(".repeat(8000), "condition-too-large"],
  ])("refuses %s: %s", (expression, code) => {
    const translation = translateJsonata(expression, SCOPE);
    expect(translation.ok ? [] : translation.problems.map((problem) => problem.code)).toContain(code);
  });

  test("points at the mistake and says what to write", () => {
    const expression = "order.total > 3 and $classify.intent = 'x'";
    const translation = translateJsonata(expression, SCOPE);
    const [problem] = translation.ok ? [] : translation.problems;
    expect(problem && expression.slice(problem.offset, problem.offset + problem.length)).toBe("$classify");
    expect(problem?.hint).toBe("The output of classify is written classify.output, without $.");
  });

  test("accepts what Step Functions adds to JSONata", () => {
    expect(translate("$count($range(1, total, 1)) = 3").jsonata).toBe(
      `$count($range(1, ${INPUT}.total, 1)) = 3`,
    );
    expect(translate("$hash(classify.text, 'SHA-256') = $parse(input.json).digest").nodes).toEqual([
      "classify",
    ]);
  });

  test("takes the current value for a missing argument only inside a path", () => {
    expect(translate("lines.$uppercase() = 'X'").jsonata).toBe(`${INPUT}.lines.$uppercase() = 'X'`);
  });
});
