import { expect, test } from "vitest";
import { templateNames } from "./template-names.ts";

function paths(source: string): string[] {
  const { names, problems } = templateNames(source);
  expect(problems).toEqual([]);
  return names.map(({ root, path }) => [root, ...path].join("."));
}

test.each([
  ["Order {{ order.id }} of {{ customer['name'] }}", ["order.id", "customer.name"]],
  ["{{ a.b[0].c | default(fallback) }}", ["a.b.0.c", "fallback"]],
  ["{{ a[key.name].b }}", ["key.name", "a"]],
  ["{{ order.lines.items() }}{{ name.upper() }}", ["order.lines", "name"]],
  [
    "{% for l in order.lines if l.ok and flag %}{{ l.sku }}{{ loop.index }}{{ other }}{% endfor %}",
    ["order.lines", "flag", "other"],
  ],
  ["{% for l in lines %}{% else %}{{ l }}{{ loop }}{% endfor %}", ["lines", "l", "loop"]],
  ["{{ x }}{% set x = y.z %}{{ x }}{% set b %}{{ c }}{% endset %}{{ b }}", ["x", "y.z", "c"]],
  [
    "{% macro f(a, b=d) %}{{ a }}{{ b }}{{ e }}{{ caller() }}{% endmacro %}{{ f(g) }}{{ a }}",
    ["d", "e", "g", "a"],
  ],
  ["{% call(u) f(v) %}{{ u }}{{ w }}{% endcall %}", ["v", "w"]],
  [
    "{% set n = namespace(t=start) %}{% set n.t = n.t + more %}{{ range(count) }}",
    ["start", "more", "count"],
  ],
  ["{% filter replace(a, 'x') %}{{ b }}{% endfilter %}{# {{ c }} #}{% raw %}{{ d }}{% endraw %}", ["a", "b"]],
  [
    "{{ true and None }}{{ {'k': v} }}{{ [w][0] }}{{ x if y else z }}{{ p[1:q] }}",
    ["v", "w", "y", "x", "z", "p", "q"],
  ],
  ["{{ node.if.in.set }}", ["node.if.in.set"]],
])("%s", (source, expected) => {
  const source2 = source.startsWith("{% call") ? `{% macro f(v) %}{% endmacro %}${source}` : source;
  expect(paths(source2)).toEqual(expected);
});

test("says where a name stands", () => {
  expect(templateNames("a\n  {{ 'x' ~ order.id }}{%- if b -%}").problems).toHaveLength(1);
  expect(templateNames("a\n  {{ 'x\\'' ~ order.id }}\n{%- if b -%} {% endif %}").names).toEqual([
    { root: "order", path: ["id"], line: 2, column: 14 },
    { root: "b", path: [], line: 3, column: 8 },
  ]);
});

test("tells every mistake that parsing survives", () => {
  expect(templateNames("{{ a | shout }}\n{{ b is loud }} {{ c.run() }} {{ nope(d) }}").problems).toEqual([
    { message: 'unknown filter "shout"', line: 1, column: 8 },
    { message: 'unknown test "loud"', line: 2, column: 9 },
    { message: 'unknown method "run"', line: 2, column: 22 },
    { message: 'unknown function "nope"', line: 2, column: 34 },
  ]);
});

test("tells a syntax error with its place", () => {
  expect(templateNames("Dear {{ name\nbye")).toEqual({
    names: [],
    problems: [{ message: '"{{" is never closed', line: 1, column: 6 }],
  });
  expect(templateNames("x\n{% unless a %}").problems).toEqual([
    { message: 'unknown tag "unless"', line: 2, column: 4 },
  ]);
});
