import * as z from "zod";
import { hintForName } from "./did-you-mean.ts";
import type { DiagnosticCollector } from "./diagnostics.ts";
import type { Path } from "./source-document.ts";

/** The value if it has the schema's shape; otherwise every way in which it has not is reported, and undefined returned. */
export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: Path,
  diagnostics: DiagnosticCollector,
): z.infer<Schema> | undefined {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  for (const issue of result.error.issues) reportIssue(issue, schema, path, diagnostics);
  return undefined;
}

type Issue = z.core.$ZodIssue;

function reportIssue(issue: Issue, schema: z.ZodType, base: Path, diagnostics: DiagnosticCollector): void {
  const inner = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  const path = [...base, ...inner];
  const name = nameOf(inner.length === 0 ? base.slice(-1) : inner);
  if (issue.code === "unrecognized_keys") {
    reportUnknownKeys(issue.keys, keysAt(schema, inner), path, diagnostics);
  } else if (
    (issue.code === "invalid_type" || issue.code === "invalid_union" || issue.code === "invalid_value") &&
    issue.input === undefined
  ) {
    diagnostics.error("missing-key", `${name} is missing.`, `Add ${name}: ${expectation(issue)}.`, {
      path,
      key: true,
    });
  } else if (issue.code === "invalid_type" || issue.code === "invalid_union") {
    diagnostics.error(
      "type-mismatch",
      `${name} is ${describe(issue.input)}.`,
      `It has to be ${expectation(issue)}.`,
      { path },
    );
  } else if (issue.code === "invalid_value") {
    const candidates = issue.values.map(String);
    const code = issue.values.every((value) => typeof value === typeof issue.input)
      ? "invalid-value"
      : "type-mismatch";
    diagnostics.error(
      code,
      `${name} is ${describe(issue.input)}.`,
      hintForName(String(issue.input), candidates, "value"),
      { path },
    );
  } else {
    diagnostics.error(
      "invalid-value",
      `${name} is ${describe(issue.input)}.`,
      `It has to be ${expectation(issue)}.`,
      { path },
    );
  }
}

function nameOf(path: Path): string {
  return typeof path[0] === "string" ? `"${path.join(".")}"` : "The value";
}

function reportUnknownKeys(
  keys: readonly string[],
  known: readonly string[],
  path: Path,
  diagnostics: DiagnosticCollector,
): void {
  for (const key of keys) {
    const place = { path: [...path, key], key: true };
    diagnostics.error(
      "unknown-key",
      `Nothing reads the key "${key}".`,
      hintForName(key, known, "key"),
      place,
    );
  }
}

/** What a value should have been, in words. */
function expectation(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeNames[issue.expected] ?? `a value of type ${issue.expected}`;
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(" or ");
    case "invalid_union":
      return [...new Set(issue.errors.flatMap((errors) => errors.map(expectation)))].join(" or ");
    case "too_small":
      return `${unit(issue.origin)} ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
    case "too_big":
      return `${unit(issue.origin)} ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
    default:
      return issue.message;
  }
}

const typeNames: { [type: string]: string } = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

function unit(origin: string): string {
  if (origin === "array") return "a list whose length is";
  return origin === "string" ? "a text whose length is" : "a number that is";
}

function describe(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  const written = JSON.stringify(value) ?? typeof value;
  const short = written.length > 60 ? `${written.slice(0, 57)}...` : written;
  return typeof value === "string" ? `the text ${short}` : short;
}

/** The keys an object at `path` within the schema's values may have. */
function keysAt(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  const inner = unwrap(schema);
  const [step, ...rest] = path;
  if (inner instanceof z.ZodUnion) {
    return [...new Set(inner.options.flatMap((option) => keysAt(option as z.ZodType, path)))];
  }
  if (inner instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(inner.shape);
    const field = (inner.shape as Record<string, z.ZodType>)[String(step)];
    return field === undefined ? [] : keysAt(field, rest);
  }
  return inner instanceof z.ZodArray && step !== undefined ? keysAt(inner.element as z.ZodType, rest) : [];
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? unwrap(schema.unwrap() as z.ZodType)
    : schema;
}
