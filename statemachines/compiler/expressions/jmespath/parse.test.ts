import { describe, expect, test } from "vitest";
import { ProblemError } from "../problem.ts";
import { parseJmespath } from "./parse.ts";

/** The tree as a compact text, in which every grouping can be seen. */
function shown(expression: string): unknown {
  return JSON.parse(
    JSON.stringify(parseJmespath(expression), (key, value: unknown) =>
      key === "offset" || key === "end" ? undefined : value,
    ),
  );
}

function sameTree(left: string, right: string): void {
  expect(shown(left)).toEqual(shown(right));
}

describe("parseJmespath()", () => {
  test.each([
    ["a || b && c", "a || (b && c)"],
    ["a && b == c", "a && (b == c)"],
    ["a | b || c", "a | (b || c)"],
    ["a == b == c", "(a == b) == c"],
    ["!a == b", "(!a) == b"],
    ["!a.b", "(!a).b"],
    ["!a[0]", "!(a[0])"],
    ["!length(a)", "!(length(a))"],
    ["sort_by(a, &b.c || d)", "sort_by(a, &(b.c || d))"],
    ["a[ 0 ]", "a[0]"],
    ["a [?b]", "a[?b]"],
    ["a\t.\r\nb", "a.b"],
    ["length (a)", "length(a)"],
    ["a[-0]", "a[0]"],
    ["a[007]", "a[7]"],
    ["a[::]", "a[:]"],
    ["`  [1]  `", "`[1]`"],
    ['"a\\u0062"', '"ab"'],
  ])("reads %s like %s", (left, right) => sameTree(left, right));

  test.each([
    ["a[*].b.c", "project"],
    ["a[*].b | c", "then"],
    ["(a[*]).b", "then"],
    ["a[].b == c", "compare"],
    ["a[?b][0]", "filter"],
    ["*.a", "project-values"],
  ])("makes of %s a %s", (expression, type) => {
    expect(parseJmespath(expression).type).toBe(type);
  });

  test.each([
    ["'\\''", "'"],
    ["'\\\\'", "\\\\"],
    ["'a\\'b\\'c'", "a'b'c"],
    ["'\\n'", "\\n"],
    ['`"\\`\\`"`', "``"],
    ['`"\\""`', '"'],
    ['`"\\\\"`', "\\"],
    ["`1.0`", 1],
    ["`-1e3`", -1000],
    ["` null `", null],
  ])("reads the literal %s", (expression, value) => {
    expect(parseJmespath(expression)).toMatchObject({ type: "literal", value });
  });

  test.each([
    "",
    " ",
    "a b",
    "[a b]",
    "[a,]",
    "{}",
    "{a: b,}",
    "{'a': b}",
    "{a}",
    "f(a b)",
    "length(a,)",
    "length(,a)",
    "()",
    "(a, b)",
    "a[1-2]",
    "a[--1]",
    "a[-]",
    "a[1:2:3:4]",
    "a[:::]",
    "a[1 2]",
    "a[b]",
    "a['b']",
    "a[*",
    "a.'b'",
    "a.`1`",
    "a.@",
    "a.(b)",
    "(length)(a)",
    "'a'(b)",
    "&a",
    "a & b",
    "!",
    "a ==",
    "== a",
    "a === b",
    "a <> b",
    "`foo`",
    "``",
    "`01`",
    "'a",
    '"a',
    "`1",
    "#",
    "$",
    "a$b",
    "a + b",
    "a ? b : c",
    "a\u00a0",
    "é",
    "a..b",
    ".a",
    "a.",
    "*a",
    "a[*]b",
    "@(a)",
    "a{b: c}",
    "a.{b}",
    '"\\u"',
    '"\n"',
  ])("refuses %j", (expression) => {
    expect(() => parseJmespath(expression)).toThrow(ProblemError);
  });

  test("gives every node its place in the text", () => {
    const expression = " a.b[?c == 'd'] | length( @ ) ";
    expect(parseJmespath(expression)).toMatchObject({
      offset: 1,
      end: 29,
      left: { offset: 1, end: 15, condition: { offset: 6, end: 14 } },
      right: { offset: 18, end: 29, arguments: [{ offset: 26, end: 27 }] },
    });
  });
});
