import type { Json } from "../../contracts/json.ts";

/**
 * Replaces lone surrogates (half a character, as a model cut off inside an emoji sends them) by U+FFFD: databases and
 * strict JSON parsers refuse them.
 */
export function wellFormed(value: Json): Json {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormed(item)]),
  );
}
