import { describe, expect, test } from "vitest";
import type { JsonSchema } from "../../../shared/contracts/json.ts";
import type { Problem } from "./problem.ts";
import { INPUT } from "./testing/scope.ts";
import type { Translated } from "./testing/scope.ts";
import { translateJmespath } from "./translate-jmespath.ts";
import type { ConditionScope } from "./translation.ts";

const SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    intent: { type: "string" },
    confidence: { type: "number" },
    urgent: { type: "boolean" },
    note: { type: ["string", "null"] },
    customer: { type: "object", properties: { tier: { enum: ["gold", "silver"] } } },
    lines: { type: "array", items: { type: "object", properties: { price: { type: "number" } } } },
  },
};

const SCOPE: ConditionScope = {
  nodes: new Map([
    ["classify_intent", { variable: "$classify_intent" }],
    ["typed", { variable: "$typed", schema: SCHEMA }],
    ["step1", { variable: "$step1" }],
  ]),
  input: { expression: INPUT },
  output: "classify_intent",
};

function translate(expression: string, scope = SCOPE): Translated {
  const translation = translateJmespath(expression, scope);
  if (!translation.ok) throw new Error(JSON.stringify(translation.problems));
  return translation;
}

function problems(expression: string, scope = SCOPE): Problem[] {
  const translation = translateJmespath(expression, scope);
  return translation.ok ? [] : translation.problems;
}

function marked(expression: string, { offset, length }: { offset: number; length: number }): string {
  return expression.slice(offset, offset + length);
}

describe("readable conditions", () => {
  test.each([
    ["classify_intent.output.intent == 'return_request'", "$classify_intent.intent = 'return_request'"],
    ["classify_intent.intent == 'return_request'", "$classify_intent.intent = 'return_request'"],
    ["output.intent == 'return_request'", "$classify_intent.intent = 'return_request'"],
    ["'return_request' == output.intent", "$classify_intent.intent = 'return_request'"],
    ["step1.output.success == true", "$step1.success = true"],
    ["step1.success != `false`", "$not($step1.success = false)"],
    ["step1.error == null", "$not($step1.error != null)"],
    ["step1.error != null", "$step1.error != null"],
    ["step1.count == `3`", "$step1.count = 3"],
    ["step1.delta == `-1.5`", "$step1.delta = -1.5"],
    ["step1.a == 'x' && step1.b == 'y'", "$step1.a = 'x' and $step1.b = 'y'"],
    ["step1.a == 'x' || step1.b == 'y'", "$step1.a = 'x' or $step1.b = 'y'"],
    [
      "(step1.a == 'x' || step1.b == 'y') && step1.c == 'z'",
      "($step1.a = 'x' or $step1.b = 'y') and $step1.c = 'z'",
    ],
    ["!(step1.a == 'x')", "$not($step1.a = 'x')"],
    ["step1.score >= `0.7`", "$type($step1.score) = 'number' and $step1.score >= 0.7"],
    ["!(step1.score < `3`)", "$not($type($step1.score) = 'number' and $step1.score < 3)"],
    ["step1.customer.tier == 'gold'", "$type($step1.customer) = 'object' and $step1.customer.tier = 'gold'"],
    ["total == `5`", `${INPUT}.total = 5`],
    ["input.total == `5`", `${INPUT}.total = 5`],
    ["step1", "$step1 != null"],
    ["step1.output", "$boolean($step1) = true"],
    ["step1.\"a b\" == 'it\\'s'", '$step1.`a b` = "it\'s"'],
    ["step1.and == 'x'", "$step1.`and` = 'x'"],
    ["true", "true"],
    ["`[]`", "false"],
  ])("writes %s as %s", (expression, text) => {
    expect(translate(expression).jsonata).toBe(text);
  });

  test.each([
    ["typed.urgent", "$typed.urgent = true"],
    ["!(typed.urgent)", "$not($typed.urgent = true)"],
    ["typed.urgent && typed.intent == 'x'", "$typed.urgent and $typed.intent = 'x'"],
    ["typed.intent", "$typed.intent != ''"],
    ["typed.note || typed.urgent", "$typed.note or $typed.urgent"],
    ["typed.confidence", "$exists($typed.confidence)"],
    ["typed.lines", "$count($typed.lines) > 0"],
    ["typed.confidence < `0.7`", "$exists($typed.confidence) and $typed.confidence < 0.7"],
    ["typed.confidence < `0.7` || typed.urgent", "$typed.confidence < 0.7 or $typed.urgent"],
    ["typed.customer.tier == 'gold'", "$typed.customer.tier = 'gold'"],
    ["typed.customer.tier", "$typed.customer.tier != ''"],
  ])("knows from the schema that %s can be %s", (expression, text) => {
    expect(translate(expression).jsonata).toBe(text);
  });

  test("puts only the helper functions in that are used", () => {
    const names = [...translate("step1.flag").jsonata.matchAll(/\$(jp_\w+) :=/g)].map(([, name]) => name);
    expect(names).toEqual(["jp_truth"]);
    expect(translate("step1.flag").jsonata).toMatch(
      /^\(\$jp_truth := function.*; \$jp_truth\(\$step1\.flag\)\)$/,
    );
  });

  test("does not use what Step Functions lacks: $eval, an input document, its own functions", () => {
    const text = translate(
      "sort_by(step1.items[?a > `1`], &to_string(@))[0].x == max(step1.y) && not_null(step1.z)",
    ).jsonata;
    expect(text).not.toMatch(/\$\$|\$[^a-zA-Z_]|\$(eval|partition|range|hash|random|uuid|parse)\b/);
  });
});

describe("reads", () => {
  test.each([
    ["classify_intent.output.intent == 'x'", ["classify_intent intent"]],
    [
      "output.customer.tier == 'x' && output.customer.name",
      ["classify_intent customer name", "classify_intent customer tier"],
    ],
    ["step1.items[?price > `3`]", ["step1 items"]],
    ["step1.items[0].price > `3`", ["step1 items"]],
    ["step1.a.b && step1.a", ["step1 a"]],
    ["step1", ["step1"]],
    ["total > `3` && input.customer.id", ["input customer id", "input total"]],
    ["step1.{a: x, b: y}.a", ["step1"]],
    ["step1 | a.b", ["step1 a b"]],
    ["true", []],
  ])("of %s are %j", (expression, expected) => {
    const reads = translate(expression).reads.map(({ source, path }) => [
      source.kind === "node" ? source.id : "input",
      ...path,
    ]);
    expect(reads.map((path) => path.join(" "))).toEqual(expected);
  });

  test("come with the nodes in the order of their mention, and the input fields with their places", () => {
    const expression = "typed.urgent && step1.a == order_id && typed.intent == input.x";
    const { nodes, inputFields } = translate(expression);
    expect(nodes).toEqual(["typed", "step1"]);
    expect(inputFields.map((field) => [field.name, marked(expression, field)])).toEqual([
      ["order_id", "order_id"],
    ]);
  });
});

describe("warnings", () => {
  test.each([
    ["step1.items[?ok == true]", "condition-constant-as-field", "true"],
    ["step1.items | [?null]", "condition-constant-as-field", "null"],
    ["!step1.flag", "condition-negated-name", "!step1"],
    ["step1.a && !step1.b[?c]", "condition-negated-name", "!step1"],
    ['step1.intent == "refund"', "condition-quoted-name", '"refund"'],
    ["typed.intnet == 'x'", "condition-unknown-property", "typed.intnet == 'x'"],
  ])("of %s: %s", (expression, code, place) => {
    const { warnings } = translate(expression, { ...SCOPE, nodes: closed() });
    expect(warnings.map((warning) => [warning.code, marked(expression, warning)])).toEqual([[code, place]]);
  });

  test.each([
    "step1.true == 'x'",
    "input.null",
    '"true" == step1.x',
    "!(step1.flag)",
    "!step1 | @",
    "true == step1.a",
  ])("are not given for %s", (expression) => {
    const codes = translate(expression).warnings.map(({ code }) => code);
    expect(codes.filter((code) => code !== "condition-quoted-name")).toEqual([]);
  });

  function closed(): ConditionScope["nodes"] {
    const typed = { variable: "$typed", schema: { ...SCHEMA, additionalProperties: false } };
    return new Map([...SCOPE.nodes, ["typed", typed]]);
  }
});

describe("problems", () => {
  test.each([
    ["step1.a == 5", "condition-syntax", "5", "between backticks"],
    ["step1.a = 'x'", "condition-syntax", "=", "=="],
    ["step1.a == 'x' and step1.b", "condition-syntax", "and", "&&"],
    ["step1.a == 'x", "condition-syntax", "'x", "Close it"],
    ["step1.a == `x`", "condition-syntax", "`x`", "single quotes"],
    ["step1.a-b", "condition-syntax", "-", "quoted"],
    ["step1.", "condition-syntax", ".", "Complete"],
    ['"length"(step1.a)', "condition-syntax", "(", "plain name"],
    ["lenght(step1.a) > `1`", "condition-unknown-function", "lenght(step1.a)", "length()"],
    ["length(step1.a, step1.b)", "condition-arity", "length(step1.a, step1.b)", "functions"],
    ["abs('x')", "condition-type", "'x'", "functions"],
    ["sort_by(step1.a, b)", "condition-type", "b", "Put & before it"],
    ["@", "condition-root", "@", "input"],
    ["keys(@)", "condition-root", "@", "input"],
    ["[?a]", "condition-root", "[", "input"],
    ["step1.a == `1e999`", "condition-number-range", "`1e999`", "infinite"],
    ["step1.{__proto__: a}", "condition-unsupported", "{__proto__: a}", "another key"],
    ["step1.items[::0]", "condition-syntax", "0", "Leave it out"],
  ])("of %s: %s at %s", (expression, code, place, hint) => {
    const [problem] = problems(expression);
    expect(problem).toMatchObject({ code });
    expect(problem && marked(expression, problem)).toBe(place);
    expect(problem?.hint).toContain(hint);
  });

  test("are all reported, not only the first", () => {
    expect(problems("abs('x') == foo(step1.a) || @").map(({ code }) => code)).toEqual([
      "condition-type",
      "condition-unknown-function",
      "condition-root",
    ]);
  });

  test("stand where an expression is too long, too deep or too large, or its translation is", () => {
    const nested = `${"(".repeat(70)}step1${")".repeat(70)}`;
    const wide = Array.from({ length: 200 }, (_, index) => `a${index} == 'x'`).join(" || ");
    const texts = Array.from(
      { length: 80 },
      (_, index) => `input.field_with_a_name_${index}.of_some_length > \`1\``,
    );
    for (const expression of ["a".repeat(9000), nested, "(".repeat(8000), wide, texts.join(" && ")]) {
      expect(problems(expression).map(({ code }) => code)).toEqual(["condition-too-large"]);
    }
  });

  test("stand where a node's variable would hide what the translation needs", () => {
    const nodes = new Map([["count", { variable: "$count" }]]);
    expect(problems("count.a", { ...SCOPE, nodes }).map(({ code }) => code)).toEqual([
      "condition-reserved-variable",
    ]);
  });
});
