import type { ErrorObject } from "ajv/dist/2020.js";
import type { Json, JsonSchema } from "../../contracts/json.ts";

/** One mistake in a value. Neither part quotes the value: names that the schema does not know are shown as `*`. */
export interface SchemaProblem {
  /** JSON pointer of the wrong value, "" for the whole. */
  path: string;
  message: string;
}

/** How many mistakes are told at once. */
const maxProblems = 20;

/** Mistakes in one line: "/order_id is required; /amount must be number". */
export function describeProblems(problems: readonly SchemaProblem[]): string {
  return problems.map(({ path, message }) => `${path === "" ? "the value" : path} ${message}`).join("; ");
}

export function fromValidatorErrors(
  errors: readonly ErrorObject[],
  knownNames: ReadonlySet<string>,
): SchemaProblem[] {
  const problems = errors.slice(0, maxProblems).map((error) => ({
    path: safePath(pathOf(error), knownNames),
    message: messageOf(error),
  }));
  const seen = new Set<string>();
  return problems.filter(({ path, message }) => {
    const key = `${path}\n${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Every property name that a schema states. */
export function knownNamesOf(schema: Json, names: Set<string> = new Set()): Set<string> {
  if (schema === null || typeof schema !== "object") return names;
  for (const [key, item] of Object.entries(schema)) {
    if ((key === "properties" || key === "dependentSchemas") && isObject(item)) {
      for (const name of Object.keys(item)) names.add(name);
    }
    if (key === "required" && Array.isArray(item)) {
      for (const name of item) if (typeof name === "string") names.add(name);
    }
    knownNamesOf(item, names);
  }
  return names;
}

function pathOf(error: ErrorObject): string {
  const missing = (error.params as { missingProperty?: unknown }).missingProperty;
  if (error.keyword !== "required" || typeof missing !== "string") return error.instancePath;
  return `${error.instancePath}/${missing.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function safePath(path: string, knownNames: ReadonlySet<string>): string {
  const segments = path.split("/").map((segment) => {
    const name = segment.replaceAll("~1", "/").replaceAll("~0", "~");
    return /^\d{0,6}$/.test(name) || knownNames.has(name) ? segment : "*";
  });
  return segments.join("/");
}

function messageOf(error: ErrorObject): string {
  switch (error.keyword) {
    case "required":
      return "is required";
    case "enum":
      return `must be one of ${brief((error.params as { allowedValues: Json }).allowedValues)}`;
    case "const":
      return `must be ${brief((error.params as { allowedValue: Json }).allowedValue)}`;
    case "additionalProperties":
    case "unevaluatedProperties":
      return `has a property that the schema does not allow${allowedNames(error.parentSchema)}`;
    case "propertyNames":
      return "has a property name that the schema does not allow";
    case "false schema":
      return "is not allowed";
    default:
      return error.message ?? "is wrong";
  }
}

function allowedNames(schema: JsonSchema | undefined): string {
  const properties = schema?.["properties"];
  return isObject(properties) ? ` (it allows ${Object.keys(properties).join(", ").slice(0, 500)})` : "";
}

function brief(value: Json): string {
  return JSON.stringify(value).slice(0, 500);
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
