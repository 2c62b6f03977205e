import { bailOut } from "./bail-out.ts";
import { stockFunction } from "./builtin-environment.ts";
import { createSequence } from "./sequence.ts";

type Operator = (left: unknown, right: unknown) => unknown;

/** jsonata's cast to boolean; nothing stays nothing. */
export function toBoolean(value: unknown): boolean | undefined {
  switch (typeof value) {
    case "undefined":
      return undefined;
    case "boolean":
      return value;
    case "string":
      return value.length > 0;
    case "number":
      return Number.isFinite(value) ? value !== 0 : Number.isNaN(value) ? false : bailOut();
    case "object":
      return value === null ? false : objectToBoolean(value);
    default:
      return false;
  }
}

function objectToBoolean(value: object): boolean {
  if (!Array.isArray(value)) return Object.keys(value).length > 0;
  if (value.length === 1) return toBoolean(value[0]) ?? false;
  return value.some((item) => toBoolean(item));
}

const stockString = stockFunction("string")!.implementation;

/** `$string`, without its prettifying. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" && Number.isSafeInteger(value) && Math.abs(value) < 1e15) return `${value}`;
  return stockString(value) as string;
}

function numeric(calculate: (left: number, right: number) => number): Operator {
  return (left, right) => {
    if (typeof left === "number" && typeof right === "number") {
      return Number.isFinite(left) && Number.isFinite(right) ? calculate(left, right) : bailOut();
    }
    if (left !== undefined && !isFiniteNumber(left)) return bailOut();
    if (right !== undefined && !isFiniteNumber(right)) return bailOut();
    return undefined;
  };
}

function isFiniteNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

function comparison(compare: (left: string | number, right: string | number) => boolean): Operator {
  return (left, right) => {
    if (typeof left === "number" && typeof right === "number") return compare(left, right);
    if (typeof left === "string" && typeof right === "string") return compare(left, right);
    if (!isComparable(left) || !isComparable(right)) return bailOut();
    return left === undefined || right === undefined ? undefined : bailOut();
  };
}

function isComparable(value: unknown): boolean {
  return value === undefined || typeof value === "string" || typeof value === "number";
}

export function deepEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => deepEqual(item, right[index]));
  }
  return sameFields(left as Record<string, unknown>, right as Record<string, unknown>);
}

function sameFields(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  const keys = Object.getOwnPropertyNames(left);
  if (keys.length !== Object.getOwnPropertyNames(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && deepEqual(left[key], right[key]));
}

function includes(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  return Array.isArray(right) ? right.includes(left) && !Number.isNaN(left) : right === left;
}

const MAX_RANGE = 1e7;

function range(from: unknown, to: unknown): unknown {
  if (from !== undefined && !Number.isInteger(from)) return bailOut();
  if (to !== undefined && !Number.isInteger(to)) return bailOut();
  if (from === undefined || to === undefined || (from as number) > (to as number)) return undefined;
  const size = (to as number) - (from as number) + 1;
  if (size > MAX_RANGE) return bailOut();
  const items = createSequence();
  for (let index = 0; index < size; index++) items.push((from as number) + index);
  return items;
}

/** The binary operators that evaluate both sides first. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  "+": numeric((left, right) => left + right),
  "-": numeric((left, right) => left - right),
  "*": numeric((left, right) => left * right),
  "/": numeric((left, right) => left / right),
  "%": numeric((left, right) => left % right),
  "=": (left, right) => left !== undefined && right !== undefined && deepEqual(left, right),
  "!=": (left, right) => left !== undefined && right !== undefined && !deepEqual(left, right),
  "<": comparison((left, right) => left < right),
  "<=": comparison((left, right) => left <= right),
  ">": comparison((left, right) => left > right),
  ">=": comparison((left, right) => left >= right),
  "&": (left, right) => (left === undefined ? "" : toText(left)) + (right === undefined ? "" : toText(right)),
  "..": range,
  in: includes,
};
