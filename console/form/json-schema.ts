/** As much of JSON Schema as forms are made of; everything else is left to the API, which validates. */
export interface FormSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  enum?: unknown[];
  default?: unknown;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  properties?: Record<string, FormSchema>;
  required?: string[];
  items?: FormSchema;
}

export type FieldKind =
  | "text"
  | "long-text"
  | "number"
  | "integer"
  | "boolean"
  | "choice"
  | "object"
  | "json";

const longTextFrom = 120;

/** How a value of a schema is asked for. What has no field of its own is asked for as JSON. */
export function kindOf(schema: FormSchema): FieldKind {
  if (schema.enum !== undefined) return "choice";
  switch (schema.type) {
    case "string":
      return (schema.maxLength ?? 0) > longTextFrom ? "long-text" : "text";
    case "number":
    case "integer":
    case "boolean":
      return schema.type;
    case "object":
      return schema.properties === undefined ? "json" : "object";
    default:
      return "json";
  }
}

/** What a field is called: its title, or its name in words. */
export function labelOf(name: string, { title }: FormSchema): string {
  if (title !== undefined) return title;
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export type FormValue = Record<string, unknown>;

/** The value without fields that nobody filled. */
export function filled(schema: FormSchema, value: FormValue): FormValue {
  const entries = Object.entries(value).map(([name, each]): [string, unknown] => {
    const property = schema.properties?.[name];
    const nested = property !== undefined && kindOf(property) === "object" && isObject(each);
    return [name, nested ? filled(property, each) : each];
  });
  return Object.fromEntries(entries.filter(([, each]) => each !== "" && each !== undefined));
}

function isObject(value: unknown): value is FormValue {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
