/** A copy of a row: plain JSON values, many times faster than `structuredClone`. */
export function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const copy: { [key: string]: unknown } = {};
  // A key `__proto__` of a customer's JSON is a key like any other.
  for (const [key, each] of Object.entries(value)) {
    if (key === "__proto__") Object.defineProperty(copy, key, { ...own, value: copyOf(each) });
    else copy[key] = copyOf(each);
  }
  return copy as T;
}

const own = { configurable: true, enumerable: true, writable: true };
