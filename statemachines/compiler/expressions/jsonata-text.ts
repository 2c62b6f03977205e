import type { Json } from "../../../shared/contracts/json.ts";

/** How strongly the outermost operator of a text binds; what binds less is put in parentheses. */
export const ATOM = 100;
export const COMPARISON = 40;
export const CONJUNCTION = 30;
export const DISJUNCTION = 25;
export const CONDITIONAL = 20;

export interface Text {
  text: string;
  binding: number;
}

export function atLeast(part: Text, binding: number): string {
  return part.binding >= binding ? part.text : `(${part.text})`;
}

/** Member names of every JavaScript object: jsonata's own look-up finds them on objects that have no such field. */
const INHERITED = new Set([...Object.getOwnPropertyNames(Object.prototype), "__proto__"]);

export function isInherited(name: string): boolean {
  return INHERITED.has(name);
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const KEYWORDS = new Set(["and", "or", "in", "true", "false", "null", "function"]);

/** A path step. jsonata reads a string as a name there, which leaves no name that cannot be written. */
export function stepText(name: string): string {
  if (PLAIN_NAME.test(name) && !KEYWORDS.has(name)) return name;
  // oxlint-disable-next-line no-control-regex
  return /[`\u0000-\u001f\u007f]/.test(name) || name.includes("%}") ? stringText(name) : `\`${name}\``;
}

/**
 * A string literal. Single quotes stay readable inside the JSON of a state machine; jsonata has no `\'`, so text with a
 * single quote takes double ones. `%}` would end the expression's own delimiters for some readers.
 */
export function stringText(value: string): string {
  const escaped = JSON.stringify(value).slice(1, -1).replaceAll("%}", "%\\u007d");
  return value.includes("'") ? `"${escaped}"` : `'${escaped.replaceAll('\\"', '"')}'`;
}

/** Any JSON value as a literal; undefined when jsonata 2.0.6 cannot write it (an infinite number, a key `__proto__`). */
export function literalText(value: Json): string | undefined {
  if (typeof value === "string") return stringText(value);
  if (typeof value === "number") return Number.isFinite(value) ? numberText(value) : undefined;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) {
    const items = value.map(literalText);
    return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
  }
  const entries = Object.entries(value).map(([key, item]) => ({ key, text: literalText(item) }));
  if (entries.some(({ key, text }) => text === undefined || key === "__proto__")) return undefined;
  return objectText(entries.map(({ key, text }) => ({ key, text: text ?? "" })));
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/**
 * An object constructor. Two keys that are the same, or one called hasOwnProperty, break jsonata's own constructor, so
 * such objects are merged from parts.
 */
export function objectText(entries: { key: string; text: string }[]): string {
  const pair = ({ key, text }: { key: string; text: string }) => `${stringText(key)}: ${text}`;
  const keys = new Set(entries.map(({ key }) => key));
  if (keys.size === entries.length && !keys.has("hasOwnProperty")) return `{${entries.map(pair).join(", ")}}`;
  return `$merge([${entries.map((entry) => `{${pair(entry)}}`).join(", ")}])`;
}
