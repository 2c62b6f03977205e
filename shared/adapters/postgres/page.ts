import { InvalidInputError } from "../../contracts/errors.ts";
import type { Page } from "../../domain/storage/page.ts";
import { type CursorPosition, writeCursor } from "./cursor.ts";

/** One more than asked for, to know whether there is a next page. @throws InvalidInputError */
export function rowLimit(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new InvalidInputError("A page holds at least one item.");
  return limit + 1;
}

/** A page of rows that were asked for with `rowLimit(limit)`. */
export function pageOf<T>(
  list: string,
  items: T[],
  limit: number,
  positionOf: (item: T) => CursorPosition,
): Page<T> {
  const last = items.length > limit ? items[limit - 1] : undefined;
  return {
    items: items.slice(0, limit),
    nextCursor: last === undefined ? null : writeCursor(list, positionOf(last)),
  };
}
