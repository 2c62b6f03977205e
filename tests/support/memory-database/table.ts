import { ConflictError } from "../../../shared/contracts/errors.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { Journal } from "./journal.ts";

/** Rows by key, copied and frozen on their way in: a stored row never changes, a change puts another in its place. */
export interface Table<Row extends object> {
  find(key: string): Row | null;
  has(key: string): boolean;
  /** @throws ConflictError when a row has this key */
  insert(row: Row): void;
  /** Returns the row as it is now, null when there is none. */
  change(key: string, changes: Partial<Row>): Row | null;
  remove(key: string): boolean;
  /** In the order in which they were inserted, unless a rollback has put one back. */
  where(matches: (row: Readonly<Row>) => boolean): Row[];
  some(matches: (row: Readonly<Row>) => boolean): boolean;
  /** Everything, as it is stored, to look into. */
  rows(): Row[];
}

export function createTable<Row extends object>(journal: Journal, keyOf: (row: Row) => string): Table<Row> {
  const stored = new Map<string, Row>();

  function set(key: string, row: Row): void {
    const before = stored.get(key);
    stored.set(key, row);
    journal.record(() => void (before === undefined ? stored.delete(key) : stored.set(key, before)));
  }

  return {
    find: (key) => stored.get(key) ?? null,
    has: (key) => stored.has(key),
    insert(row) {
      const key = keyOf(row);
      if (stored.has(key)) throw new ConflictError("It exists already.");
      set(key, frozenCopy(row));
    },
    change(key, changes) {
      const before = stored.get(key);
      if (before === undefined) return null;
      const after = Object.freeze({ ...before, ...frozenCopy(changes) });
      set(key, after);
      return after;
    },
    remove(key) {
      const before = stored.get(key);
      if (before === undefined) return false;
      stored.delete(key);
      journal.record(() => void stored.set(key, before));
      return true;
    },
    where(matches) {
      const found: Row[] = [];
      for (const row of stored.values()) if (matches(row)) found.push(row);
      return found;
    },
    some(matches) {
      for (const row of stored.values()) if (matches(row)) return true;
      return false;
    },
    rows: () => [...stored.values()],
  };
}

/** One key of several parts. */
export function keyOf(...parts: (string | number)[]): string {
  return parts.join("\n");
}
