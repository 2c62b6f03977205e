import type { Json, JsonObject, JsonSchema } from "../../shared/contracts/json.ts";

export interface SchemaProblem {
  path: (string | number)[];
  message: string;
  hint: string;
}

type Check = (value: Json) => string | undefined;

const types = ["null", "boolean", "object", "array", "number", "integer", "string"];
const number: Check = (value) => (typeof value === "number" ? undefined : "a number");
const text: Check = (value) => (typeof value === "string" ? undefined : "a text");
const flag: Check = (value) => (typeof value === "boolean" ? undefined : "true or false");
const list: Check = (value) => (Array.isArray(value) ? undefined : "a list");
const count: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 0 ? undefined : "a whole number of at least 0";
const names: Check = (value) =>
  Array.isArray(value) && value.every((name) => typeof name === "string") ? undefined : "a list of names";
const typeNames: Check = (value) =>
  (Array.isArray(value) ? value : [value]).every((type) => typeof type === "string" && types.includes(type))
    ? undefined
    : `one of ${types.join(", ")}`;

const simple = new Map<string, Check>([
  ["type", typeNames],
  ["required", names],
  ...["enum", "examples"].map((keyword): [string, Check] => [keyword, list]),
  ...["const", "default"].map((keyword): [string, Check] => [keyword, () => undefined]),
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"].map(
    (keyword): [string, Check] => [keyword, number],
  ),
  ...[
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minContains",
    "maxContains",
    "minProperties",
    "maxProperties",
  ].map((keyword): [string, Check] => [keyword, count]),
  ...["uniqueItems", "readOnly", "writeOnly", "deprecated"].map((keyword): [string, Check] => [
    keyword,
    flag,
  ]),
  ...[
    "title",
    "description",
    "format",
    "pattern",
    "contentEncoding",
    "contentMediaType",
    "$comment",
    "$id",
    "$schema",
    "$anchor",
    "$ref",
  ].map((keyword): [string, Check] => [keyword, text]),
]);

/** Keywords that hold one schema, a list of schemas, or a mapping of names to schemas. */
const single = new Set([
  "items",
  "contains",
  "additionalProperties",
  "propertyNames",
  "not",
  "if",
  "then",
  "else",
  "unevaluatedItems",
  "unevaluatedProperties",
  "contentSchema",
]);
const lists = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const maps = new Set(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"]);

/**
 * Mistakes in a JSON Schema (2020-12) that an author can be shown at their place. Whoever compiles the schema has the last
 * word on all else (references, patterns, size).
 */
export function checkJsonSchema(schema: JsonSchema): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  checkSchema(schema, [], problems);
  return problems;
}

function checkSchema(schema: Json, path: (string | number)[], problems: SchemaProblem[]): void {
  if (typeof schema === "boolean") return;
  if (isObject(schema)) {
    for (const [keyword, value] of Object.entries(schema))
      checkKeyword(keyword, value, [...path, keyword], problems);
  } else {
    problems.push({
      path,
      message: "This is not a JSON Schema.",
      hint: "A schema is a mapping, or true or false.",
    });
  }
}

function checkKeyword(
  keyword: string,
  value: Json,
  path: (string | number)[],
  problems: SchemaProblem[],
): void {
  const refuse = (expected: string) =>
    problems.push({ path, message: `"${keyword}" is not ${expected}.`, hint: `It has to be ${expected}.` });
  if (single.has(keyword)) return checkSchema(value, path, problems);
  if (lists.has(keyword)) {
    if (!Array.isArray(value) || value.length === 0) refuse("a list of schemas");
    else for (const [index, inner] of value.entries()) checkSchema(inner, [...path, index], problems);
  } else if (maps.has(keyword)) {
    if (!isObject(value)) refuse("a mapping of names to schemas");
    else for (const [name, inner] of Object.entries(value)) checkSchema(inner, [...path, name], problems);
  } else {
    const expected = simple.get(keyword)?.(value);
    if (expected !== undefined) refuse(expected);
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
