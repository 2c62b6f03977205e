import { isObject, type Value } from "./values.ts";

/** What may stand after `is`. */
export const tests: Record<string, (value: Value) => boolean> = {
  defined: (value) => value !== undefined,
  undefined: (value) => value === undefined,
  none: (value) => value === null,
  boolean: (value) => typeof value === "boolean",
  true: (value) => value === true,
  false: (value) => value === false,
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  float: (value) => typeof value === "number" && !Number.isInteger(value),
  mapping: isObject,
  sequence: (value) => Array.isArray(value) || typeof value === "string",
  iterable: (value) => Array.isArray(value) || typeof value === "string" || isObject(value),
  odd: (value) => typeof value === "number" && Math.abs(value % 2) === 1,
  even: (value) => typeof value === "number" && value % 2 === 0,
  lower: (value) => typeof value === "string" && value === value.toLowerCase(),
  upper: (value) => typeof value === "string" && value === value.toUpperCase(),
};
