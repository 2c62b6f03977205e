import type { Json, JsonObject, JsonSchema } from "../../../shared/contracts/json.ts";

/** A step of a path that the schema says cannot be there, and what can. */
export interface MissingField {
  field: string;
  known: string[];
}

/**
 * The first step of `path` that no value of this schema has. A schema that states properties is taken to state all of
 * them, unless it says otherwise; anything this does not understand is taken to allow everything.
 */
export function missingField(schema: JsonSchema, path: readonly string[]): MissingField | undefined {
  let current: Json | undefined = schema;
  for (const step of path) {
    const object = resolveReference(current, schema);
    const properties = object === undefined ? undefined : closedProperties(object);
    if (properties === undefined) return undefined;
    if (!Object.hasOwn(properties, step)) return { field: step, known: Object.keys(properties) };
    current = properties[step];
  }
  return undefined;
}

/** The properties of an object schema when it has no others; undefined when it may have any. */
function closedProperties(schema: JsonObject): JsonObject | undefined {
  const open = ["anyOf", "oneOf", "allOf", "if", "patternProperties", "unevaluatedProperties"];
  if (open.some((keyword) => keyword in schema)) return undefined;
  const additional = schema["additionalProperties"];
  if (additional !== undefined && additional !== false) return undefined;
  return isObject(schema["properties"]) ? schema["properties"] : undefined;
}

function resolveReference(schema: Json | undefined, root: JsonSchema): JsonObject | undefined {
  let current = schema;
  for (let hop = 0; hop < 20; hop++) {
    if (!isObject(current)) return undefined;
    const reference: Json | undefined = current["$ref"];
    if (typeof reference !== "string") return current;
    current = reference
      .split("/")
      .slice(1)
      .reduce<Json | undefined>(
        (at, step) => (isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined),
        root,
      );
  }
  return undefined;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
