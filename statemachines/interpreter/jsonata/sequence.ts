/**
 * JSONata's values at run time: JSON, `undefined`, functions, and sequences, which are arrays that jsonata marks with
 * properties. The marks are jsonata 2.0.6's own, because its built-in functions read and write them.
 */
export interface MarkedArray extends Array<unknown> {
  sequence?: boolean;
  keepSingleton?: boolean;
  cons?: boolean;
  tupleStream?: boolean;
  outerWrapper?: boolean;
}

export function createSequence(...items: unknown[]): MarkedArray {
  const sequence: MarkedArray = items;
  sequence.sequence = true;
  return sequence;
}

export function isSequence(value: unknown): value is MarkedArray {
  return Array.isArray(value) && (value as MarkedArray).sequence === true;
}

/** What every evaluated node does with its result: an empty sequence is nothing, one of a single item is that item. */
export function unwrap(value: unknown, keepArray: boolean | undefined): unknown {
  if (!isSequence(value) || value.tupleStream) return value;
  if (keepArray) value.keepSingleton = true;
  if (value.length === 0) return undefined;
  return value.length === 1 && !value.keepSingleton ? value[0] : value;
}

export function append(left: unknown, right: unknown): unknown {
  if (left === undefined) return right;
  if (right === undefined) return left;
  const items = Array.isArray(left) ? left : createSequence(left);
  return items.concat(Array.isArray(right) ? right : [right]);
}

/** The value of a field; over arrays, those of all items. */
export function lookup(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return lookupItems(value, key);
  if (value === null || typeof value !== "object" || isFunction(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function lookupItems(items: unknown[], key: string): MarkedArray {
  const found = createSequence();
  for (const item of items) {
    const value = lookup(item, key);
    if (Array.isArray(value)) for (const inner of value) found.push(inner);
    else if (value !== undefined) found.push(value);
  }
  return found;
}

export function isFunction(value: unknown): boolean {
  if (typeof value === "function") return true;
  if (value === null || typeof value !== "object") return false;
  const marks = value as { _jsonata_function?: boolean; _jsonata_lambda?: boolean };
  return marks._jsonata_function === true || marks._jsonata_lambda === true;
}
