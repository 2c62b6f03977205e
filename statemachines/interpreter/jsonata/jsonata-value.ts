import type { Json } from "../../asl/types.ts";
import type { MarkedArray } from "./sequence.ts";

/** Thrown for a result that has no JSON: a function, alone or inside. (Values of functions are objects that hold one.) */
export class UnsupportedResult {}

/**
 * JSONata's result as plain JSON: without the marks of sequences, without undefined fields. Step Functions writes
 * numbers that JSON cannot hold as strings (`"Infinity"`). Parts that are plain already are shared, not copied.
 */
export function toPlainJson(value: unknown): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "object":
      if (value === null) return null;
      return Array.isArray(value) ? plainArray(value) : plainObject(value);
    default:
      throw new UnsupportedResult();
  }
}

function plainArray(items: MarkedArray): Json {
  let copy: Json[] | undefined = isMarked(items) ? [] : undefined;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const plain = item === undefined ? null : toPlainJson(item);
    if (copy === undefined && plain !== item) copy = items.slice(0, index) as Json[];
    copy?.push(plain);
  }
  return copy ?? (items as Json[]);
}

function isMarked(items: MarkedArray): boolean {
  return items.sequence !== undefined || items.keepSingleton !== undefined || items.cons !== undefined;
}

function plainObject(object: object): Json {
  let copy: Record<string, Json> | undefined;
  const source = object as Record<string, unknown>;
  for (const key in source) {
    const value = source[key];
    const plain = value === undefined ? undefined : toPlainJson(value);
    if (plain === value && value !== undefined) continue;
    copy ??= { ...source } as Record<string, Json>;
    if (plain === undefined) delete copy[key];
    else copy[key] = plain;
  }
  return copy ?? (source as Record<string, Json>);
}
