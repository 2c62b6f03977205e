/** A copy of a row that nobody can change, so that it may be handed out as it is: plain JSON values. */
export function frozenCopy<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  return Object.freeze(Array.isArray(value) ? value.map(frozenCopy) : copyOfObject(value)) as T;
}

function copyOfObject(value: object): object {
  const copy: { [key: string]: unknown } = { ...value };
  for (const key of Object.keys(copy)) {
    const each = copy[key];
    if (typeof each !== "object" || each === null) continue;
    // A key `__proto__` of a customer's JSON is a key like any other.
    if (key === "__proto__") Object.defineProperty(copy, key, { value: frozenCopy(each) });
    else copy[key] = frozenCopy(each);
  }
  return copy;
}
