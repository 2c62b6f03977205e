import type { Read } from "./translation.ts";

/** Without the paths that another one covers, in a fixed order. */
export function minimalReads(reads: Read[]): Read[] {
  const sorted = [...reads].sort((left, right) => compare(key(left), key(right)));
  return sorted.filter((read, index) => {
    return !sorted.some(
      (other, otherIndex) => otherIndex !== index && covers(other, read, otherIndex < index),
    );
  });
}

/** True when `other` reads all of `read`; of two equal ones the first covers the second. */
function covers(other: Read, read: Read, otherIsFirst: boolean): boolean {
  if (sourceKey(other) !== sourceKey(read)) return false;
  if (other.path.length === read.path.length && !otherIsFirst) return false;
  return other.path.every((name, index) => read.path[index] === name);
}

function sourceKey({ source }: Read): string {
  return source.kind === "input" ? "input" : `node ${source.id}`;
}

function key(read: Read): string {
  return JSON.stringify([sourceKey(read), ...read.path]);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
