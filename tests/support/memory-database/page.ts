import { InvalidInputError } from "../../../shared/contracts/errors.ts";
import type { Page } from "../../../shared/domain/storage/page.ts";

interface PageRequest {
  list: string;
  limit: number;
  cursor: string | null;
  newestFirst: boolean;
}
interface Position {
  atMs: number;
  id: string;
}

/** The cursor says where the page before ended, so that rows that come in between do not move the pages. */
export function pageOf<T>(rows: T[], request: PageRequest, positionOf: (row: T) => Position): Page<T> {
  if (request.limit < 1) throw new InvalidInputError("A page holds at least one item.");
  const direction = request.newestFirst ? -1 : 1;
  const compare = (a: Position, b: Position) => direction * (a.atMs - b.atMs || inOrder(a.id, b.id));
  const after = readCursor(request);
  const rest = rows
    .filter((row) => after === null || compare(positionOf(row), after) > 0)
    .toSorted((a, b) => compare(positionOf(a), positionOf(b)));
  const items = rest.slice(0, request.limit);
  const last = items.at(-1);
  if (last === undefined || rest.length <= request.limit) return { items, nextCursor: null };
  const { atMs, id } = positionOf(last);
  return { items, nextCursor: Buffer.from(JSON.stringify([request.list, atMs, id])).toString("base64url") };
}

function readCursor({ list, cursor }: PageRequest): Position | null {
  if (cursor === null) return null;
  try {
    const [ofList, atMs, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    if (ofList === list && Number.isSafeInteger(atMs) && typeof id === "string")
      return { atMs: atMs as number, id };
  } catch {
    // Not a cursor: refused below.
  }
  throw new InvalidInputError("This is not a cursor of this list.");
}

export function inOrder(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
