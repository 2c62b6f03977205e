import * as z from "zod/mini";
import { InvalidInputError } from "../../contracts/errors.ts";

/** Where a page ended: the time and the id of its last row. */
export interface CursorPosition {
  atMs: number;
  id: string;
}

const positionSchema = z.tuple([
  z.string(),
  z.int().check(z.gte(-8.64e15), z.lte(8.64e15)),
  z.string().check(z.maxLength(500)),
]);
const maxCursorLength = 1000;

/** `list` names what is listed, so that a cursor of another list is refused. */
export function writeCursor(list: string, { atMs, id }: CursorPosition): string {
  return Buffer.from(JSON.stringify([list, atMs, id])).toString("base64url");
}

/** @throws InvalidInputError when it is no cursor of this list */
export function readCursor(list: string, cursor: string | null): CursorPosition | null {
  if (cursor === null) return null;
  const position = positionSchema.safeParse(decode(cursor));
  if (!position.success || position.data[0] !== list)
    throw new InvalidInputError("This is not a cursor of this list.");
  return { atMs: position.data[1], id: position.data[2] };
}

function decode(cursor: string): unknown {
  if (cursor.length > maxCursorLength) return null;
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return null;
  }
}
