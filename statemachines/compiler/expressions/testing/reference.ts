import type { Json, JsonObject } from "../../../../shared/contracts/json.ts";
import { jsonEqual } from "../json-equal.ts";
import type { Expression, ExpressionOf } from "../jmespath/ast.ts";
import { isTrue } from "../jmespath/truth.ts";

/**
 * JMESPath evaluated directly, as the specification has it: what tests hold translations against. The packages in npm each
 * differ from it somewhere; where both agree on a value, tests hold this against them in turn.
 */
export function evaluateReference(node: Expression, current: Json): Json {
  const at = (child: Expression, value: Json = current): Json => evaluateReference(child, value);
  switch (node.type) {
    case "current":
      return current;
    case "field":
      return isObject(current) && Object.hasOwn(current, node.name) ? (current[node.name] ?? null) : null;
    case "literal":
      return node.value;
    case "then":
      return at(node.right, at(node.left));
    case "index":
      return Array.isArray(current) ? (current.at(node.index) ?? null) : null;
    case "slice":
      return Array.isArray(current) ? slice(current, node) : null;
    case "flatten": {
      const left = at(node.left);
      return Array.isArray(left) ? left.flat(1) : null;
    }
    case "project":
      return project(at(node.left), (item) => at(node.right, item));
    case "project-values": {
      const left = at(node.left);
      return isObject(left) ? project(Object.values(left), (item) => at(node.right, item)) : null;
    }
    case "filter":
      return project(at(node.left), (item) =>
        isTrue(at(node.condition, item)) ? at(node.right, item) : null,
      );
    case "list":
      return current === null ? null : node.items.map((item) => at(item));
    case "hash":
      return current === null
        ? null
        : Object.fromEntries(node.entries.map(({ key, value }) => [key, at(value)]));
    case "and":
    case "or": {
      const left = at(node.left);
      return isTrue(left) === (node.type === "and") ? at(node.right) : left;
    }
    case "not":
      return !isTrue(at(node.operand));
    case "compare":
      return compare(node.operator, at(node.left), at(node.right));
    case "call":
      return call(node, current);
    default:
      throw new TypeError("an expression reference is not a value");
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function project(left: Json, right: (item: Json) => Json): Json {
  return Array.isArray(left) ? left.map(right).filter((item) => item !== null) : null;
}

function slice(items: Json[], { start, stop, step }: ExpressionOf<"slice">): Json[] {
  const clamp = (bound: number) => {
    const absolute = bound < 0 ? bound + items.length : bound;
    return step < 0
      ? Math.max(-1, Math.min(absolute, items.length - 1))
      : Math.max(0, Math.min(absolute, items.length));
  };
  const from = start === null ? (step < 0 ? items.length - 1 : 0) : clamp(start);
  const to = stop === null ? (step < 0 ? -1 : items.length) : clamp(stop);
  const chosen: Json[] = [];
  for (let index = from; step < 0 ? index > to : index < to; index += step) chosen.push(items[index] ?? null);
  return chosen;
}

function compare(operator: string, left: Json, right: Json): Json {
  if (operator === "==") return jsonEqual(left, right);
  if (operator === "!=") return !jsonEqual(left, right);
  if (typeof left !== "number" || typeof right !== "number") return null;
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  return operator === ">" ? left > right : left >= right;
}

function call(node: ExpressionOf<"call">, current: Json): Json {
  const functionOf = Object.hasOwn(FUNCTIONS, node.name) ? FUNCTIONS[node.name] : undefined;
  if (functionOf === undefined) throw new TypeError(`unknown function ${node.name}`);
  const values = node.arguments.flatMap((item) =>
    item.type === "reference" ? [] : [evaluateReference(item, current)],
  );
  const [reference] = node.arguments.flatMap((item) => (item.type === "reference" ? [item.expression] : []));
  const [first = null, second = null] = values;
  return functionOf(first, second, values, (item) => {
    if (reference === undefined) throw new TypeError("an expression reference is missing");
    return evaluateReference(reference, item);
  });
}

type ReferenceFunction = (first: Json, second: Json, all: Json[], key: (item: Json) => Json) => Json;

const FUNCTIONS: Record<string, ReferenceFunction> = {
  abs: (value) => Math.abs(number(value)),
  avg: (value) => (array(value).length === 0 ? null : sum(value) / array(value).length),
  ceil: (value) => Math.ceil(number(value)),
  contains: (subject, search) =>
    typeof subject === "string"
      ? typeof search === "string" && subject.includes(search)
      : array(subject).some((item) => jsonEqual(item, search)),
  ends_with: (text, suffix) => string(text).endsWith(string(suffix)),
  floor: (value) => Math.floor(number(value)),
  join: (separator, items) => array(items).map(string).join(string(separator)),
  keys: (value) => Object.keys(object(value)),
  length: (value) =>
    typeof value === "string"
      ? Array.from(value).length
      : isObject(value)
        ? Object.keys(value).length
        : array(value).length,
  map: (value, _second, _all, key) => array(value).map(key),
  max: (value) => extreme(array(value), (item) => item, 1),
  max_by: (value, _second, _all, key) => extreme(array(value), key, 1),
  merge: (_first, _second, all) => Object.assign({}, ...all.map(object)) as JsonObject,
  min: (value) => extreme(array(value), (item) => item, -1),
  min_by: (value, _second, _all, key) => extreme(array(value), key, -1),
  not_null: (_first, _second, all) => all.find((item) => item !== null) ?? null,
  reverse: (value) =>
    typeof value === "string" ? Array.from(value).toReversed().join("") : array(value).toReversed(),
  sort: (value) => sorted(array(value), (item) => item),
  sort_by: (value, _second, _all, key) => sorted(array(value), key),
  starts_with: (text, prefix) => string(text).startsWith(string(prefix)),
  sum,
  to_array: (value) => (Array.isArray(value) ? value : [value]),
  to_number: (value) => {
    if (typeof value !== "string") return typeof value === "number" ? value : null;
    return Number.isFinite(Number(value)) ? Number(value) : null;
  },
  to_string: (value) => (typeof value === "string" ? value : JSON.stringify(value)),
  type: (value) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value),
  values: (value) => Object.values(object(value)),
};

function extreme(items: Json[], key: (item: Json) => Json, sign: 1 | -1): Json {
  const order = comparator(items.map(key));
  return items.reduce<Json>((best, item, index) => {
    return index === 0 || order(key(item), key(best)) * sign > 0 ? item : best;
  }, null);
}

function sorted(items: Json[], key: (item: Json) => Json): Json[] {
  const order = comparator(items.map(key));
  return items.toSorted((left, right) => order(key(left), key(right)));
}

/** An order of numbers, or of strings by code point; any other keys are an error. */
function comparator(keys: Json[]): (left: Json, right: Json) => number {
  if (keys.every((key) => typeof key === "number")) return (left, right) => number(left) - number(right);
  keys.forEach(string);
  return (left, right) => compareCodePoints(Array.from(string(left)), Array.from(string(right)));
}

function compareCodePoints(left: string[], right: string[]): number {
  const index = left.findIndex((character, position) => character !== right[position]);
  if (index === -1) return left.length - right.length;
  return (left[index]?.codePointAt(0) ?? -1) - (right[index]?.codePointAt(0) ?? -1);
}

function sum(value: Json): number {
  return array(value).reduce<number>((total, item) => total + number(item), 0);
}

function number(value: Json): number {
  if (typeof value !== "number") throw new TypeError("not a number");
  return value;
}

function string(value: Json): string {
  if (typeof value !== "string") throw new TypeError("not a string");
  return value;
}

function array(value: Json): Json[] {
  if (!Array.isArray(value)) throw new TypeError("not an array");
  return value;
}

function object(value: Json): JsonObject {
  if (!isObject(value)) throw new TypeError("not an object");
  return value;
}
