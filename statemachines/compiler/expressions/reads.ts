import type { Json, JsonObject } from "../../../shared/contracts/json.ts";
import type { Read } from "./translation.ts";

/** Without the paths that another one covers, in a fixed order. */
export function minimalReads(reads: Read[]): Read[] {
  const sorted = [...reads].sort((left, right) => compare(key(left), key(right)));
  return sorted.filter((read, index) => {
    return !sorted.some((other, otherIndex) => otherIndex !== index && covers(other, read, otherIndex < index));
  });
}

/** True when `other` reads all of `read`; of two equal ones the first covers the second. */
function covers(other: Read, read: Read, otherIsFirst: boolean): boolean {
  if (sourceKey(other) !== sourceKey(read)) return false;
  if (other.path.length === read.path.length && !otherIsFirst) return false;
  return other.path.every((name, index) => read.path[index] === name);
}

export function sourceKey({ source }: Read): string {
  return source.kind === "input" ? "input" : `node ${source.id}`;
}

function key(read: Read): string {
  return JSON.stringify([sourceKey(read), ...read.path]);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * The parts of a value at the given paths, in its own shape: what a condition needs to see of it. A path goes through
 * objects only; a value that is no object has nothing at a path but itself at [].
 */
export function projectReads(value: Json, paths: readonly (readonly string[])[]): Json {
  if (paths.some((path) => path.length === 0) || value === null) return value;
  if (typeof value !== "object" || Array.isArray(value)) return {};
  const projected: JsonObject = {};
  for (const name of new Set(paths.map(([first = ""]) => first))) {
    const item = Object.hasOwn(value, name) ? value[name] : undefined;
    if (item === undefined) continue;
    const below = paths.filter(([first]) => first === name).map((path) => path.slice(1));
    // Defined, not assigned: __proto__ is an ordinary name here.
    Object.defineProperty(projected, name, { value: projectReads(item, below), enumerable: true, writable: true, configurable: true });
  }
  return projected;
}
