import type { Json, JsonObject, JsonSchema } from "../../../shared/contracts/json.ts";

/** A set of JSON types, as bits. `missing` is JSONata's nothing, which JMESPath reads as null. */
export type Kinds = number;
export const NULL: Kinds = 1;
export const BOOLEAN: Kinds = 2;
export const NUMBER: Kinds = 4;
export const STRING: Kinds = 8;
export const ARRAY: Kinds = 16;
export const OBJECT: Kinds = 32;
export const MISSING: Kinds = 64;
export const ANY: Kinds = NULL | BOOLEAN | NUMBER | STRING | ARRAY | OBJECT;

/** What is known about a value before the run: its possible types, and the JSON Schema that says so. */
export interface Shape {
  kinds: Kinds;
  schema?: JsonSchema | undefined;
  /** Where the `$ref`s of `schema` are looked up. */
  root?: JsonSchema | undefined;
}

export const UNKNOWN: Shape = { kinds: ANY };

const KIND_OF_TYPE: Record<string, Kinds> = {
  null: NULL,
  boolean: BOOLEAN,
  number: NUMBER,
  integer: NUMBER,
  string: STRING,
  array: ARRAY,
  object: OBJECT,
};

/** True when every possible type is one of `allowed`. */
export function within(kinds: Kinds, allowed: Kinds): boolean {
  return (kinds & ~allowed) === 0;
}

export function kindsOf(value: Json): Kinds {
  if (value === null) return NULL;
  if (Array.isArray(value)) return ARRAY;
  return KIND_OF_TYPE[typeof value] ?? ANY;
}

export function namesOf(kinds: Kinds): string {
  const names = ["null", "boolean", "number", "string", "array", "object"];
  return names.filter((_, bit) => (kinds & (1 << bit)) !== 0).join(" or ");
}

/** The shape of a whole value with this schema (2020-12; keywords that say nothing about types are passed over). */
export function shapeOfSchema(schema: JsonSchema | undefined): Shape {
  return schema === undefined ? UNKNOWN : shapeAt(schema, schema, 0);
}

/** The shape of a property. A property may be missing whatever the schema requires: a skipped node has none. */
export function propertyShape(shape: Shape, name: string): Shape {
  const shapes = branches(shape).map((branch) => propertyOfBranch(branch, name));
  const kinds = shapes.reduce((all, each) => all | each.kinds, MISSING);
  return shapes.length === 1 ? { ...shapes[0], kinds } : { kinds };
}

/** The shape of an array's elements. */
export function elementShape(shape: Shape): Shape {
  const items = shape.schema?.["items"];
  const closed = shape.schema !== undefined && !("prefixItems" in shape.schema);
  return closed && isObject(items) ? shapeAt(items, shape.root ?? items, 0) : UNKNOWN;
}

/** The names that an object of this shape can have, if its schema lists them; undefined when any name may occur. */
export function declaredProperties(shape: Shape): string[] | undefined {
  const all = branches(shape).map(({ schema }) => {
    const properties = schema?.["properties"];
    if (!isObject(properties) || schema === undefined) return undefined;
    const open = schema["additionalProperties"] ?? schema["unevaluatedProperties"];
    return "patternProperties" in schema || open === true || isObject(open)
      ? undefined
      : Object.keys(properties);
  });
  return all.some((names) => names === undefined) ? undefined : all.flatMap((names) => names ?? []);
}

/** The alternatives of `anyOf` and `oneOf`; without them the shape itself. */
function branches(shape: Shape): Shape[] {
  const { schema, root } = shape;
  const choices = schema?.["anyOf"] ?? schema?.["oneOf"];
  if (!Array.isArray(choices) || schema === undefined || "properties" in schema) return [shape];
  return choices.map((choice) => (isObject(choice) ? shapeAt(choice, root ?? schema, 0) : UNKNOWN));
}

function propertyOfBranch(shape: Shape, name: string): Shape {
  const { schema, root } = shape;
  // A value that is no object has no properties.
  if ((shape.kinds & (OBJECT | ARRAY)) === 0) return { kinds: MISSING };
  if (schema === undefined || "allOf" in schema || "patternProperties" in schema) return UNKNOWN;
  const properties = schema["properties"];
  if (isObject(properties) && Object.hasOwn(properties, name)) {
    const property = properties[name];
    return isObject(property) ? shapeAt(property, root ?? schema, 0) : UNKNOWN;
  }
  return schema["additionalProperties"] === false ? { kinds: MISSING } : UNKNOWN;
}

/** Deep enough for references to references; a reference to itself stops here. */
const MAX_REFERENCES = 16;

function shapeAt(schema: JsonSchema, root: JsonSchema, references: number): Shape {
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const target = references < MAX_REFERENCES ? resolve(reference, root) : undefined;
    // Keywords beside a reference narrow it further; they are left alone.
    return target === undefined ? UNKNOWN : shapeAt(target, root, references + 1);
  }
  return { kinds: kindsOfSchema(schema, root, references), schema, root };
}

function kindsOfSchema(schema: JsonSchema, root: JsonSchema, references: number): Kinds {
  let kinds = ANY;
  const { type } = schema;
  if (type !== undefined)
    kinds &= union(
      Array.isArray(type) ? type : [type],
      (each) => (typeof each === "string" ? KIND_OF_TYPE[each] : undefined) ?? ANY,
    );
  if ("const" in schema) kinds &= kindsOf(schema["const"] ?? null);
  if (Array.isArray(schema["enum"])) kinds &= union(schema["enum"], kindsOf);
  const below = (each: Json) => (isObject(each) ? shapeAt(each, root, references + 1).kinds : ANY);
  if (references < MAX_REFERENCES) {
    if (Array.isArray(schema["anyOf"])) kinds &= union(schema["anyOf"], below);
    if (Array.isArray(schema["oneOf"])) kinds &= union(schema["oneOf"], below);
    if (Array.isArray(schema["allOf"])) for (const each of schema["allOf"]) kinds &= below(each);
  }
  // `nullable` is OpenAPI's; a schema that admits nothing teaches nothing.
  if (schema["nullable"] === true) kinds |= NULL;
  return kinds === 0 ? ANY : kinds;
}

function union(items: Json[], kindsOfItem: (item: Json) => Kinds): Kinds {
  return items.reduce<Kinds>((all, item) => all | kindsOfItem(item), 0);
}

function resolve(reference: string, root: JsonSchema): JsonSchema | undefined {
  if (!reference.startsWith("#")) return undefined;
  let target: Json | undefined = root;
  for (const part of reference.slice(1).split("/").slice(1)) {
    const name = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    target = isObject(target) && Object.hasOwn(target, name) ? target[name] : undefined;
  }
  return isObject(target) ? target : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
