import type { Json, JsonSchema } from "../../contracts/json.ts";
import { byteLength } from "./bounded-json.ts";
import type { SchemaProblem } from "./schema-problem.ts";

const maxDepth = 64;
const maxBytes = 64 * 1024;
/** Keywords whose value is data, not a schema. */
const dataKeywords = new Set(["const", "enum", "default", "examples", "example"]);
const references = ["$ref", "$dynamicRef", "$recursiveRef"];

/** Burns fuel wherever it stands beside a reference: recursion always passes one. */
export const fuelKeyword = "x-hil-fuel";

/** What is wrong with a schema before a validator is built from it: its size, and references that leave it. */
export function schemaRuleProblems(schema: JsonSchema): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  visit(schema, "", 1, problems);
  if (problems.length === 0 && byteLength(JSON.stringify(schema)) > maxBytes) {
    problems.push({ path: "", message: `is larger than ${maxBytes} bytes` });
  }
  return problems;
}

function visit(value: Json, path: string, depth: number, problems: SchemaProblem[]): void {
  if (value === null || typeof value !== "object") return;
  if (depth > maxDepth) {
    problems.push({ path: path.slice(0, 200), message: `is nested deeper than ${maxDepth}` });
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(item, `${path}/${index}`, depth + 1, problems);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (references.includes(key) && typeof item === "string" && !item.startsWith("#")) {
      problems.push({ path: `${path}/${key}`, message: "refers to another document, which is never loaded" });
    }
    if (key === "$id" && typeof item === "string" && path !== "") {
      problems.push({ path: `${path}/$id`, message: "may stand at the root only" });
    }
    if (!dataKeywords.has(key)) visit(item, `${path}/${key}`, depth + 1, problems);
  }
}

/** The schema as the validator takes it: without its names and dialect, and with fuel beside every reference. */
export function withFuelKeywords(schema: JsonSchema): JsonSchema {
  const { $schema: _dialect, $id: _id, ...rest } = schema;
  return fuelled(rest) as JsonSchema;
}

function fuelled(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(fuelled);
  const members = Object.entries(value).map(([key, item]) => [
    key,
    dataKeywords.has(key) ? item : fuelled(item),
  ]);
  const refers = references.some((key) => typeof value[key] === "string");
  return Object.fromEntries(refers ? [...members, [fuelKeyword, true]] : members) as Json;
}
