import { describe, expect, test } from "vitest";
import { type Path, readSource, type Span } from "./source-document.ts";

function textAt(source: string, span: Span): string {
  return source.slice(span.start, span.end);
}

/** What stands in the source where character `offset` of the string at `path` is said to stand. */
function within(source: string, path: Path, word: string): string {
  const document = readSource(source);
  const value = path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document.value);
  return textAt(source, document.withinString(path, String(value).indexOf(word), word.length));
}

describe("readSource()", () => {
  const source = "name: case\nlist:\n  - a: 1\n  - b: [x, 2.50]\nempty:\n";

  test("knows where values and keys stand", () => {
    const document = readSource(source);
    expect(textAt(source, document.valueSpan(["list", 1, "b", 0]))).toBe("x");
    expect(textAt(source, document.keySpan(["list", 1, "b"]))).toBe("b");
    expect(document.position(document.valueSpan(["list", 1, "b", 0]).start)).toEqual({ line: 4, column: 9 });
  });

  test("shows the closest value around one that is not there", () => {
    const document = readSource(source);
    expect(textAt(source, document.valueSpan(["list", 0, "nothing", "deeper"]))).toBe("a: 1\n");
    expect(textAt(source, document.keySpan(["list", 0, "nothing"]))).toBe("a");
  });

  test("keeps scalars as they were written", () => {
    expect(readSource(source).written(["list", 1, "b", 1])).toBe("2.50");
  });

  test("reads an empty value as null and __proto__ as a plain key", () => {
    const { value } = readSource("empty:\n__proto__: { polluted: true }\n");
    expect(value).toHaveProperty("empty", null);
    expect(Object.keys(value as object)).toEqual(["empty", "__proto__"]);
    expect({}).not.toHaveProperty("polluted");
  });

  test.each([
    ["plain", "key: some words here\n"],
    ["single-quoted", "key: 'some words here'\n"],
    ["double-quoted", 'key: "some words here"\n'],
    ["in a literal block", "key: |\n  first line\n  some words here\n  last\n"],
    ["in a flow mapping", '{ key: "some words here" }\n'],
  ])("finds a word in a string that is %s", (_, text) => {
    expect(within(text, ["key"], "words")).toBe("words");
  });

  test.each([
    ["escapes", 'key: "tab\\t some words"\n', '"tab\\t some words"'],
    ["folded lines", "key: >\n  some\n  words\n", ">\n  some\n  words\n"],
  ])("shows the whole string where %s move its words", (_, text, whole) => {
    expect(within(text, ["key"], "words")).toBe(whole);
  });

  test("refuses more than 1 MiB", () => {
    expect(readSource(`key: ${"x".repeat(1024 * 1024)}`)).toMatchObject({
      isBroken: true,
      problems: [{ code: "file-too-large" }],
    });
  });

  test.each([100, 1000, 20_000])("refuses brackets that are nested %d deep", (depth) => {
    const { problems } = readSource(`key: ${"[".repeat(depth)}${"]".repeat(depth)}`);
    expect(problems.map((problem) => problem.code)).toContain("nesting-too-deep");
  });

  test("does not expand aliases", () => {
    const bomb = [
      "a: &a [x, x]",
      ...Array.from({ length: 30 }, (_, level) => `b${level}: &b${level} [*a, *a]`),
    ].join("\n");
    expect(readSource(bomb).problems.every((problem) => problem.code === "invalid-yaml")).toBe(true);
  });
});
