import { bailOut } from "./bail-out.ts";
import type { Environment } from "./closure.ts";
import { applyFunction, Builtin, type Lambda } from "./function-values.ts";
import { toBoolean } from "./operators.ts";
import { createSequence, isFunction } from "./sequence.ts";

type Visitor = (item: unknown, position: unknown, whole: unknown) => unknown;

/** Built-ins that call a function: asynchronous in jsonata, synchronous here. */
export const HIGHER_ORDER: Readonly<Record<string, Builtin>> = {
  map: new Builtin(2, (values, _context, environment) => {
    const { items, visit } = itemsAndVisitor(values, environment);
    if (items === undefined) return undefined;
    const results = createSequence();
    items.forEach((item, index) => {
      const result = visit(item, index, items);
      if (result !== undefined) results.push(result);
    });
    return results;
  }),

  filter: new Builtin(2, (values, _context, environment) => {
    const { items, visit } = itemsAndVisitor(values, environment);
    if (items === undefined) return undefined;
    return createSequence(...items.filter((item, index) => toBoolean(visit(item, index, items))));
  }),

  single: new Builtin(2, (values, _context, environment) => {
    const { items, visit } = itemsAndVisitor(values.length === 1 ? [values[0], EVERY] : values, environment);
    if (items === undefined) return undefined;
    const matches = items.filter((item, index) => toBoolean(visit(item, index, items)));
    return matches.length === 1 ? matches[0] : bailOut();
  }),

  reduce: new Builtin(3, (values, _context, environment) => {
    const [sequence, callee, initial] = values;
    if (values.length < 2 || values.length > 3 || !isFunction(callee) || isFunction(initial))
      return bailOut();
    if (sequence === undefined) return undefined;
    return fold(
      Array.isArray(sequence) ? sequence : [sequence],
      callee as Lambda | Builtin,
      initial,
      environment,
    );
  }),

  each: new Builtin(2, (values, _context, environment) => {
    const results = createSequence();
    const { fields, visit } = fieldsAndVisitor(values, environment);
    for (const [key, value] of fields) {
      const result = visit(value, key, values[0]);
      if (result !== undefined) results.push(result);
    }
    return results;
  }),

  sift: new Builtin(2, (values, _context, environment) => {
    const { fields, visit } = fieldsAndVisitor(values, environment);
    const kept = fields.filter(([key, value]) => toBoolean(visit(value, key, values[0])));
    return kept.length === 0 ? undefined : Object.fromEntries(kept);
  }),

  sort: new Builtin(2, (values, _context, environment) => {
    const [sequence, comparator] = values;
    if (values.length < 1 || values.length > 2) return bailOut();
    if (comparator !== undefined && !isFunction(comparator)) return bailOut();
    if (sequence === undefined) return undefined;
    const items = Array.isArray(sequence) ? sequence : [sequence];
    if (items.length <= 1) return items;
    if (comparator === undefined) return mergeSort(items, naturalOrder(items));
    return mergeSort(items, (left, right) =>
      Boolean(applyFunction(comparator, [left, right], null, environment)),
    );
  }),
};

const EVERY = new Builtin(1, () => true);

/** A function is given as many of (value, position, whole) as it takes. */
function visitor(callee: Lambda | Builtin, environment: Environment): Visitor {
  const { arity } = callee;
  if (arity >= 3) return (...values) => applyFunction(callee, values, null, environment);
  if (arity === 2) return (item, position) => applyFunction(callee, [item, position], null, environment);
  return (item) => applyFunction(callee, [item], null, environment);
}

function itemsAndVisitor(values: unknown[], environment: Environment) {
  const [sequence, callee] = values;
  if (values.length !== 2 || !isFunction(callee)) return bailOut();
  const items = sequence === undefined || Array.isArray(sequence) ? sequence : [sequence];
  return { items: items as unknown[] | undefined, visit: visitor(callee as Lambda | Builtin, environment) };
}

function fieldsAndVisitor(values: unknown[], environment: Environment) {
  const [object, callee] = values;
  if (values.length !== 2 || !isFunction(callee) || isFunction(object)) return bailOut();
  if (object === undefined) return { fields: [], visit: visitor(callee as Lambda, environment) };
  if (object === null || typeof object !== "object" || Array.isArray(object)) return bailOut();
  return { fields: Object.entries(object), visit: visitor(callee as Lambda, environment) };
}

function fold(
  items: unknown[],
  callee: Lambda | Builtin,
  initial: unknown,
  environment: Environment,
): unknown {
  const { arity } = callee;
  if (arity < 2) return bailOut();
  const startsWithFirst = initial === undefined && items.length > 0;
  let result = startsWithFirst ? items[0] : initial;
  for (let index = startsWithFirst ? 1 : 0; index < items.length; index++) {
    const values = [result, items[index], index, items].slice(0, Math.min(Math.max(arity, 2), 4));
    result = applyFunction(callee, values, null, environment);
  }
  return result;
}

function naturalOrder(items: unknown[]): (left: unknown, right: unknown) => boolean {
  const sortable =
    items.every((item) => typeof item === "number" && Number.isFinite(item)) ||
    items.every((item) => typeof item === "string");
  return sortable ? (left, right) => (left as string) > (right as string) : bailOut();
}

/** Stable; calls the comparator in jsonata's order, which a comparator that is no order can tell. */
function mergeSort(items: unknown[], after: (left: unknown, right: unknown) => boolean): unknown[] {
  if (items.length <= 1) return items;
  const middle = Math.floor(items.length / 2);
  const left = mergeSort(items.slice(0, middle), after);
  const right = mergeSort(items.slice(middle), after);
  const merged: unknown[] = [];
  let fromLeft = 0;
  let fromRight = 0;
  while (fromLeft < left.length && fromRight < right.length) {
    merged.push(after(left[fromLeft], right[fromRight]) ? right[fromRight++] : left[fromLeft++]);
  }
  return merged.concat(left.slice(fromLeft), right.slice(fromRight));
}
