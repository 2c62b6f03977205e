import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TemplateError } from "../../contracts/errors.ts";
import type { Json, JsonObject } from "../../contracts/json.ts";
import { buildScope } from "./build-scope.ts";
import { renderTemplate } from "./render-template.ts";
import { renderValue } from "./render-value.ts";

const scope: JsonObject = {
  message: "I want to return order #12345",
  order: {
    id: "12345",
    total: 12.5,
    lines: [
      { sku: "a", quantity: 2, tags: ["x", "y"] },
      { sku: "b", quantity: 1, tags: [] },
    ],
    customer: { name: "Jane Doe", vip: true },
    items: "data, not a method",
  },
  classify_intent: { intent: "return_request", confidence: 0.92, output: { intent: "return_request" } },
  skipped: null,
  empty: [],
};

/** The text, or the error, whatever it is. */
function outcome(source: string): unknown {
  try {
    return renderTemplate(source, scope);
  } catch (error) {
    return error;
  }
}

/** What rendering fails with. */
function failure(source: string): TemplateError {
  const result = outcome(source);
  if (result instanceof TemplateError) return result;
  throw new Error("the template did not fail as it should", { cause: result });
}

describe("values", () => {
  test.each([
    ["Classify: {{message}}", "Classify: I want to return order #12345"],
    ["{{ order.customer.name }} {{ order['id'] }} {{ order.lines[0].sku }}", "Jane Doe 12345 a"],
    ["{{ order.lines[-1].sku }}{{ order.lines.1.sku }}", "bb"],
    ["{{ order.customer }}", '{"name":"Jane Doe","vip":true}'],
    ["{{ order.lines[0].tags }} {{ empty }}", '["x","y"] []'],
    ["[{{ skipped }}{{ missing }}{{ missing.deeper[0] }}{{ none }}]", "[]"],
    ["{{ order.customer.vip }} {{ order.total }}", "true 12.5"],
    ["{{ order.items }}", "data, not a method"],
    ["{{ 7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 2 ** 3 }} {{ 1 / 4 }} {{ 1 + 2 * 3 }}", "3 1 2 8 0.25 7"],
    ["{{ 'a' ~ 1 ~ none ~ [1] }} {{ 'a' + 'b' }}", "a1[1] ab"],
    [
      "{{ 'Jane' in order.customer.name }} {{ 'x' in order.lines[0].tags }} {{ 'vip' in order.customer }}",
      "true true true",
    ],
    [
      "{{ [1, {'a': 2}] == [1, {'a': 2}] }} {{ '' == 0 }} {{ none == missing }} {{ 1 != 1 }}",
      "true false true false",
    ],
    ["{{ 'a' < 'b' }} {{ 2 >= 3 }} {{ not skipped }}", "true false true"],
    ["{{ message[2:6] }} {{ order.lines[:1] | length }} {{ [1,2,3,4][::-2] }}", "want 1 [4,2]"],
    ["{{ 'yes' if order.customer.vip else 'no' }}{{ 'x' if skipped }}", "yes"],
    ["{{ skipped or 'nobody' }} {{ order and order.id }}", "nobody 12345"],
    ["{{ {'a': {'b': 1}} }}", '{"a":{"b":1}}'],
    [
      "{{ message is defined }} {{ nope is not defined }} {{ 3 is odd }} {{ skipped is none }}",
      "true true true true",
    ],
  ])("%s", (source, expected) => {
    expect(renderTemplate(source, scope)).toBe(expected);
  });
});

describe("filters and methods", () => {
  test.each([
    [
      "{{ missing | default('none') }} {{ skipped | d('gone') }} {{ '' | default('x', true) }}",
      "none gone x",
    ],
    [
      "{{ 'jane DOE' | title }} {{ 'aB' | upper }} {{ 'aB' | lower }} {{ 'aBC' | capitalize }}",
      "Jane Doe AB ab Abc",
    ],
    ["{{ ' a ' | trim }}|{{ ' a '.strip() }}|{{ 'xxaxx'.strip('x') }}", "a|a|a"],
    ["{{ order.lines | map(attribute='sku') | join(', ') }}", "a, b"],
    ["{{ order.lines | selectattr('quantity', 'gt', 1) | map(attribute='sku') | first }}", "a"],
    ["{{ order.lines | rejectattr('tags') | length }}", "1"],
    ["{{ order.lines | sum(attribute='quantity') }} {{ [3,1,2] | max }} {{ [3,1,2] | min }}", "3 3 1"],
    [
      "{{ [3,1,2] | sort }} {{ order.lines | sort(attribute='quantity') | map(attribute='sku') | list }}",
      '[1,2,3] ["b","a"]',
    ],
    ["{{ ['b','A'] | sort | join }} {{ [1,1,2] | unique | list }} {{ 'abc' | reverse }}", "Ab [1,2] cba"],
    [
      "{{ 3.14159 | round(2) }} {{ '7' | int + 1 }} {{ 'x' | int(5) }} {{ '1.5' | float }} {{ -3 | abs }}",
      "3.14 8 5 1.5 3",
    ],
    [
      "{{ order.customer | tojson }} {{ [1] | tojson(indent=2) }}",
      '{"name":"Jane Doe","vip":true} [\n  1\n]',
    ],
    [
      "{{ 'a-b-c'.split('-') }} {{ 'a b  c'.split() }} {{ 'a b c'.split(none, 1) }}",
      '["a","b","c"] ["a","b","c"] ["a","b c"]',
    ],
    ["{{ 'a.b.c' | replace('.', '-') }} {{ 'aaa'.replace('a', 'b', 2) }}", "a-b-c bba"],
    ["{{ '<b>' | escape }} {{ 'a b' | urlencode }}", "&lt;b&gt; a%20b"],
    ["{{ 'the quick brown fox' | truncate(10, leeway=0) }}", "the..."],
    [
      "{{ order.customer.items() | length }} {{ order.customer.keys() }} {{ order.customer.get('x', 'y') }}",
      '2 ["name","vip"] y',
    ],
    ["{{ 'a\nb' | indent(2) }} {{ {'b': 1, 'a': 2} | dictsort }}", 'a\n  b [["a",2],["b",1]]'],
    ["{% filter upper %}a{{ 'b' }}{% endfilter %}", "AB"],
  ])("%s", (source, expected) => {
    expect(renderTemplate(source, scope)).toBe(expected);
  });
});

describe("statements", () => {
  test("renders the skills of a handover", () => {
    const source = `{% if classify_intent.intent == 'return_request' %}['returns']
{% elif classify_intent.intent == 'technical_issue' %}['technical']
{% else %}['general']
{% endif %}
`;
    const skills = (intent: string): string => renderTemplate(source, { classify_intent: { intent } }).trim();
    expect(skills("return_request")).toBe("['returns']");
    expect(skills("technical_issue")).toBe("['technical']");
    expect(skills("other")).toBe("['general']");
    expect(renderTemplate(source, { classify_intent: null }).trim()).toBe("['general']");
  });

  test.each([
    [
      "{% for l in order.lines %}{{ loop.index }}:{{ l.sku }}{% if not loop.last %},{% endif %}{% endfor %}",
      "1:a,2:b",
    ],
    ["{% for x in empty %}{{ x }}{% else %}none{% endfor %}", "none"],
    ["{% for x in skipped %}{{ x }}{% else %}none{% endfor %}", "none"],
    ["{% for x in [1,2,3,4] if x is even %}{{ x }}{% endfor %}", "24"],
    ["{% for k, v in order.customer.items() %}{{ k }}={{ v }};{% endfor %}", "name=Jane Doe;vip=true;"],
    [
      "{% for x in range(10) %}{% if x == 1 %}{% continue %}{% endif %}{% if x == 3 %}{% break %}{% endif %}{{ x }}{% endfor %}",
      "02",
    ],
    ["{% set x = 1 %}{% if true %}{% set x = 2 %}{% endif %}{{ x }}", "2"],
    ["{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}", "1"],
    [
      "{% set n = namespace(total=0) %}{% for l in order.lines %}{% set n.total = n.total + l.quantity %}{% endfor %}{{ n.total }}",
      "3",
    ],
    ["{% set a, b = [1, 2] %}{{ b }}{{ a }}", "21"],
    ["{% set text %}<{{ order.id }}>{% endset %}{{ text }}", "<12345>"],
    [
      "{% macro tag(name, mark='!') %}<{{ name }}{{ mark }}>{% endmacro %}{{ tag('a') }}{{ tag('b', mark='?') }}",
      "<a!><b?>",
    ],
    ["{% macro box() %}[{{ caller() }}]{% endmacro %}{% call box() %}in{% endcall %}", "[in]"],
    ["a {#- comment -#} b{{- 1 -}} c {%- if true -%} d {%- endif %}", "ab1cd"],
    ["{% raw %}{{ not }} {% this %}{% endraw %} {{ 1 }}", "{{ not }} {% this %} 1"],
    ["line\n", "line"],
    ["{{ '}}' }}{{ \"%}\" }}{% if '%}' %}x{% endif %}", "}}%}x"],
    ["", ""],
    ["no tags { } at {all}", "no tags { } at {all}"],
  ])("%s", (source, expected) => {
    expect(renderTemplate(source, scope)).toBe(expected);
  });
});

describe("mistakes", () => {
  test.each([
    ["a\n  {{ order.id ", 2, 3],
    ["{{ order.id | shout }}", 1, 15],
    ["a\n{{ order.run() }}", 2, 10],
    ["{% include 'x' %}", 1, 4],
    ["{% if a %}\n{{ b }}", 2, 8],
    ["{% for x in %}{% endfor %}", 1, 13],
    ["{{ 1 +\n+ order }}", 2, 3],
    ["{{ order.total +\n message }}", 2, 2],
    ["{{ nope() }}", 1, 4],
    ["{% set order.total = 1 %}", 1, 8],
    ["{{ 1 / 0 }}", undefined, undefined],
    ["{{ [2, 'a'] | sort }}", 1, 15],
  ])("%s", (source, line, column) => {
    const error = failure(source);
    expect(error.message).not.toMatch(/undefined|Jane|12345/);
    expect(error.message).not.toContain("\u0000");
    expect(error.details).toEqual(line === undefined ? {} : { line, column });
  });

  test("does not quote values", () => {
    for (const source of [
      "{{ message + 1 }}",
      "{{ message | round }}",
      "{{ order.customer < 1 }}",
      "{{ message() }}",
    ]) {
      expect(failure(source).message).not.toMatch(/return|Jane/);
    }
  });
});

test("attacks read nothing and run nothing", () => {
  const payloads = [
    "{{ ''.constructor.constructor('return process')() }}",
    "{{ order.constructor }}{{ order.__proto__ }}{{ message.__proto__.constructor }}",
    "{{ order['constructor']['constructor']('return 1')() }}",
    "{{ range.constructor('return 1')() }}",
    "{{ self._TemplateReference__context.cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ config.items() }}{{ request.application }}{{ lipsum.__globals__ }}",
    "{{ [].map.constructor('alert(1)')() }}",
    "{{ namespace.constructor }}{{ caller }}{{ loop }}{{ dict }}",
    "{% set x = order.toString %}{{ x }}{{ x() }}",
    "{% macro f() %}{% endmacro %}{{ f }}{{ f.constructor }}",
    "{{ order | attr('constructor') }}",
    "{{ {'__proto__': {'polluted': 1}} }}",
    "{% set n = namespace() %}{% set n.__proto__ = {'polluted': 1} %}{{ n.polluted }}",
    "{% set n = namespace(constructor=1) %}{{ raise_exception('x') }}{{ strftime_now('%Y') }}",
    "{{ order.lines.push(1) }}{{ order.lines.constructor }}",
  ];
  const before = JSON.stringify(scope);
  for (const payload of payloads) {
    const result = outcome(payload);
    const text = result instanceof TemplateError ? "" : String(result);
    expect(text).not.toMatch(/function|\[native|process|Object|class|Error/);
  }
  expect(JSON.stringify(scope)).toBe(before);
  expect(({} as JsonObject)["polluted"]).toBeUndefined();
});

describe("bounds", () => {
  const bombs: [string, string][] = [
    ["a huge range", "{{ range(100000000) }}"],
    ["nested loops", "{% for a in range(9000) %}{% for b in range(9000) %}{% endfor %}{% endfor %}"],
    [
      "a doubling text",
      "{% set n = namespace(t='x') %}{% for i in range(60) %}{% set n.t = n.t ~ n.t %}{% endfor %}",
    ],
    [
      "a doubling list",
      "{% set n = namespace(t=[1]) %}{% for i in range(60) %}{% set n.t = n.t + n.t %}{% endfor %}",
    ],
    [
      "shared references",
      "{% set n = namespace(t=[1]) %}{% for i in range(60) %}{% set n.t = [n.t, n.t] %}{% endfor %}{{ n.t }}",
    ],
    [
      "comparing shared references",
      "{% set n = namespace(t=[1], u=[1]) %}{% for i in range(60) %}{% set n.t = [n.t, n.t] %}{% set n.u = [n.u, n.u] %}{% endfor %}{{ n.t == n.u }}",
    ],
    ["a recursive macro", "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}"],
    [
      "a multiplying replace",
      "{% set n = namespace(t='xxxxxxxx') %}{% for i in range(9) %}{% set n.t = n.t.replace('x', n.t) %}{% endfor %}",
    ],
    ["a deep indent", "{{ 'a\nb' | indent(1000000000) }}"],
    [
      "a wide join",
      "{% set n = namespace(t='x') %}{% for i in range(17) %}{% set n.t = n.t ~ n.t %}{% endfor %}{{ range(10000) | join(n.t) }}",
    ],
    ["long work", "{% for i in range(9999) %}{{ range(9000) | sort | length }}{% endfor %}"],
    ["long output", "{% for i in range(9999) %}0123456789012345678901234567890123456789{% endfor %}"],
    ["deep parentheses", `{{ ${"(".repeat(2000)}1${")".repeat(2000)} }}`],
    ["many deep blocks", `${"{%if 1%}".repeat(3000)}${"{%endif%}".repeat(3000)}`],
    ["a deep list", `{{ ${"[".repeat(2000)}${"]".repeat(2000)} }}`],
    ["a long tag", `{{ ${" ".repeat(60_000)} }}`],
    ["a large template", "x".repeat(70_000)],
    ["many nots", `{{ ${"not ".repeat(1000)}1 }}`],
  ];

  test.each(bombs)("stop %s", (_, source) => {
    expect(() => renderTemplate(source, {})).toThrow(TemplateError);
  });

  test("leave long text and white space alone", () => {
    const text = `${" ".repeat(60_000)}x`;
    expect(renderTemplate(text, {})).toBe(text);
    expect(renderTemplate("{{ a }}", { a: text })).toBe(text);
  });

  test("count the output in bytes", () => {
    expect(renderTemplate("{{ a }}", { a: "é".repeat(10) }, { outputBytes: 20 })).toHaveLength(10);
    expect(() => renderTemplate("{{ a }}", { a: "é".repeat(10) }, { outputBytes: 19 })).toThrow(
      "larger than 19",
    );
  });
});

test("any text either renders or is a TemplateError", () => {
  const pieces = fc.constantFrom(
    ..."{{|}}|{%|%}|{#|#}|-|(|)|[|]|{|}|'|\"|\\|.|,|:|=|==|+|**|~|||if|elif|else|endif|for|in|endfor|set|endset|macro|endmacro|call|endcall|filter|endfilter|raw|endraw|not|is|and|or|order|x|loop|caller|range|1|2.5| |\n|generation|__proto__".split(
      "|",
    ),
    "|",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 25 }), (parts) => {
      const result = outcome(parts.join(" "));
      expect(typeof result === "string" || result instanceof TemplateError).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test("text without tags renders as itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      fc.pre(!/\{[{%#]/.test(text) && !text.includes("\u0000"));
      expect(renderTemplate(text, {})).toBe(text.endsWith("\n") ? text.slice(0, -1) : text);
    }),
  );
});

describe("renderValue", () => {
  test("keeps the type of a string that is one expression", () => {
    const value: Json = {
      order_id: "{{ order.id }}",
      lines: "{{ order.lines }}",
      total: "{{ order.total }}",
      nothing: "{{ missing }}",
      text: "Order {{ order.id }}: {{ order.total }}",
      list: ["{{ order.customer.vip }}", 5, null, { deep: "{{ order.customer }}" }],
      "{{ key }}": "plain",
    };
    expect(renderValue(value, scope)).toEqual({
      order_id: "12345",
      lines: (scope["order"] as JsonObject)["lines"],
      total: 12.5,
      nothing: null,
      text: "Order 12345: 12.5",
      list: [true, 5, null, { deep: { name: "Jane Doe", vip: true } }],
      "{{ key }}": "plain",
    });
  });

  test("shares one set of bounds over all strings", () => {
    const loop = "{% for i in range(5000) %}.{% endfor %}";
    expect(renderValue([loop], {})).toHaveLength(1);
    expect(() => renderValue([loop, loop, loop], {})).toThrow("loops more than");
  });

  test("gives a copy that can be changed without touching the scope", () => {
    const rendered = renderValue("{{ order.lines }}", scope) as JsonObject[];
    rendered.length = 0;
    expect((scope["order"] as { lines: Json[] }).lines).toHaveLength(2);
  });

  test("gives back any JSON without templates", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        fc.pre(!JSON.stringify(value).includes("{{") && !/\{[%#]|\\n"|\\u0000/.test(JSON.stringify(value)));
        expect(renderValue(value as Json, {})).toEqual(value);
      }),
    );
  });
});

test("a scope holds input, nodes and whole outputs", () => {
  const built = buildScope(
    { message: "hi", order: "field", input: "field" },
    { classify: { intent: "x", output: "own" }, order: "text", skipped: null, list: [1] },
  );
  expect(built).toEqual({
    message: "hi",
    input: { message: "hi", order: "field", input: "field" },
    classify: { intent: "x", output: { intent: "x", output: "own" } },
    order: { output: "text" },
    skipped: null,
    list: { output: [1] },
  });
});
