import type { Json, JsonObject, JsonSchema } from "../../contracts/json.ts";

/**
 * Constrained decoding wants every object closed (`additionalProperties: false`). Closing an object that lists its
 * properties only narrows what the model may answer; closing one that lists none would forbid the answer itself.
 * @returns a closed copy, or null for a schema that means to be open somewhere
 */
export function closeSchema(schema: JsonSchema): JsonSchema | null {
  const closed = close(schema);
  return closed === open ? null : (closed as JsonSchema);
}

/** True where each object requires all of its properties, as OpenAI's strict mode asks. */
export function requiresEverything(schema: Json): boolean {
  if (Array.isArray(schema)) return schema.every(requiresEverything);
  if (schema === null || typeof schema !== "object") return true;
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const properties = isObject(schema["properties"]) ? Object.keys(schema["properties"]) : [];
  return (
    properties.every((name) => required.includes(name)) && Object.values(schema).every(requiresEverything)
  );
}

const open = Symbol("open");
const schemaMaps = new Set(["properties", "$defs", "definitions"]);
const schemaLists = ["anyOf", "oneOf", "allOf"];

function close(schema: Json): Json | typeof open {
  if (!isObject(schema) || !saysSomething(schema)) return open;
  const result: JsonObject = { ...schema };
  for (const [key, value] of Object.entries(schema)) {
    const closed = closeKeyword(key, value);
    if (closed === open) return open;
    result[key] = closed;
  }
  if (!describesObject(schema)) return result;
  if (!isObject(schema["properties"]) || schema["patternProperties"] !== undefined) return open;
  if (schema["additionalProperties"] !== undefined && schema["additionalProperties"] !== false) return open;
  return { ...result, additionalProperties: false };
}

function closeKeyword(key: string, value: Json): Json | typeof open {
  if (schemaMaps.has(key) && isObject(value)) return closeAll(Object.entries(value), Object.fromEntries);
  if (schemaLists.includes(key) && Array.isArray(value)) {
    return closeAll([...value.entries()], (entries) => entries.map(([, item]) => item));
  }
  return key === "items" ? close(value) : value;
}

function closeAll<Key>(entries: [Key, Json][], collect: (closed: [Key, Json][]) => Json): Json | typeof open {
  const closed: [Key, Json][] = [];
  for (const [key, value] of entries) {
    const item = close(value);
    if (item === open) return open;
    closed.push([key, item]);
  }
  return collect(closed);
}

/** A schema without any of these allows everything, which constrained decoding cannot do. */
function saysSomething(schema: JsonObject): boolean {
  return ["type", "enum", "const", "$ref", "properties", ...schemaLists].some((key) => key in schema);
}

function describesObject(schema: JsonObject): boolean {
  const type = schema["type"];
  return (
    type === "object" ||
    (Array.isArray(type) && type.includes("object")) ||
    schema["properties"] !== undefined
  );
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
