import type { Json, JsonObject, JsonSchema } from "../../../shared/contracts/json.ts";
import type { Conversation } from "./conversation.ts";
import { chooseEnumValue, chooseSeveral } from "./fill-enum.ts";
import { fillBoolean, fillNumber } from "./fill-scalar.ts";
import { fillString } from "./fill-string.ts";
import { asSchema, requiredNames, typesOf } from "./schema-parts.ts";

/** What filling one document has found out so far. */
export interface FillContext {
  conversation: Conversation;
  root: JsonSchema;
  /** Of the classifications made; a sibling called `confidence` states the lowest. */
  confidences: number[];
  /** True: a string that nothing is known for gets a text of its own; else it stays unfilled. */
  compose: boolean;
  /** True: a number or name that is asked for and not known is given as "unknown"; else it stays unfilled. */
  placeholders: boolean;
  depth: number;
}

const deepest = 8;

/**
 * Fills a JSON Schema with what a conversation holds. Undefined: nothing is known and nothing may be made up.
 * Keywords it does not know are passed over, so the caller validates the result.
 */
export function fillSchema(schema: JsonSchema, name: string, context: FillContext): Json | undefined {
  if (context.depth > deepest) return undefined;
  const resolved = resolve(schema, context.root);
  if (resolved["const"] !== undefined) return resolved["const"];
  if (Array.isArray(resolved["enum"])) return chooseEnumValue(resolved, name, context);
  const variants = resolved["anyOf"] ?? resolved["oneOf"];
  if (Array.isArray(variants)) return fillVariant(variants as JsonSchema[], name, context);
  return fillType(resolved, name, context);
}

function fillType(schema: JsonSchema, name: string, context: FillContext): Json | undefined {
  const types = typesOf(schema);
  const value = types.map((type) => fillOne(type, schema, name, context)).find((each) => each !== undefined);
  if (value !== undefined) return value;
  return types.includes("null") ? null : schema["default"];
}

function fillOne(type: string, schema: JsonSchema, name: string, context: FillContext): Json | undefined {
  switch (type) {
    case "object":
      return fillObject(schema, context);
    case "array":
      return fillArray(schema, name, context);
    case "string":
      // A text is not made up where null says that there is none.
      return fillString(schema, name, {
        ...context,
        compose: context.compose && !typesOf(schema).includes("null"),
      });
    case "boolean":
      return fillBoolean(schema, name, context);
    case "number":
    case "integer":
      return fillNumber(schema, name, context, typesOf(schema).includes("null"));
    default:
      return undefined;
  }
}

/** Choices first: a confidence beside them is theirs. */
function fillObject(schema: JsonSchema, context: FillContext): JsonObject | undefined {
  const properties = asSchemas(schema["properties"]);
  const required = new Set(requiredNames(schema));
  const filled = new Map<string, Json>();
  const isChoice = (property: JsonSchema) => Array.isArray(resolve(property, context.root)["enum"]);
  const names = Object.keys(properties).sort(
    (a, b) => Number(isChoice(properties[b]!)) - Number(isChoice(properties[a]!)),
  );
  for (const name of names) {
    const compose = context.compose && required.has(name);
    const inner = { ...context, compose, depth: context.depth + 1 };
    const value = fillSchema(properties[name]!, name, inner);
    if (value !== undefined) filled.set(name, value);
  }
  // Half an object is worse than none, where none may be given.
  if (!context.compose && [...required].some((name) => !filled.has(name))) return undefined;
  // An open object without properties of its own, such as `entities`, gets what has a form of its own.
  if (names.length === 0 && schema["additionalProperties"] !== false) return openObject(context);
  return Object.fromEntries(
    Object.keys(properties).flatMap((name) => (filled.has(name) ? [[name, filled.get(name)!]] : [])),
  );
}

function openObject({ conversation: { entities } }: FillContext): JsonObject {
  const named = { order_id: entities.orderId, email: entities.email, customer_id: entities.customerId };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== null));
}

function fillArray(schema: JsonSchema, name: string, context: FillContext): Json[] {
  const items = asSchema(schema["items"]);
  const least = typeof schema["minItems"] === "number" ? schema["minItems"] : 0;
  if (items === null) return [];
  const resolved = resolve(items, context.root);
  if (Array.isArray(resolved["enum"])) return chooseSeveral(resolved, context, least);
  const first = fillSchema(resolved, name, { ...context, compose: least > 0, depth: context.depth + 1 });
  return first === undefined || first === null || isEmptyObject(first) ? [] : [first];
}

function fillVariant(variants: JsonSchema[], name: string, context: FillContext): Json | undefined {
  const resolved = variants.map((variant) => resolve(variant, context.root));
  const nullable = resolved.some((variant) => variant["type"] === "null");
  const inner = { ...context, compose: context.compose && !nullable };
  for (const variant of resolved) {
    if (variant["type"] === "null") continue;
    const value = fillSchema(variant, name, inner);
    if (value !== undefined) return value;
  }
  return nullable ? null : undefined;
}

/** Follows a reference inside the document; allOf is read as one schema. */
function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const reference = schema["$ref"];
  const merged = Array.isArray(schema["allOf"])
    ? Object.assign({}, schema, ...schema["allOf"].map((part) => asSchema(part) ?? {}))
    : schema;
  if (typeof reference !== "string" || !reference.startsWith("#/")) return merged as JsonSchema;
  const steps = reference.slice(2).split("/");
  const target = steps.reduce<JsonSchema | null>((found, step) => asSchema(found?.[step]), root);
  return target ?? {};
}

function asSchemas(value: Json | undefined): Record<string, JsonSchema> {
  const entries = Object.entries(asSchema(value) ?? {});
  return Object.fromEntries(entries.map(([key, member]) => [key, asSchema(member) ?? {}]));
}

function isEmptyObject(value: Json): boolean {
  return value !== null && typeof value === "object" && Object.keys(value).length === 0;
}
