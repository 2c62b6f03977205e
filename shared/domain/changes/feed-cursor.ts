import { InvalidInputError } from "../../contracts/errors.ts";
import { type ChangedType, changedTypes } from "./ports.ts";

/** Before the first entry of a transaction (no `entry`), or after one of its entries. */
export interface FeedPosition {
  /** Number of the transaction, decimal: it may have 64 bits. */
  transaction: string;
  entry: { type: ChangedType; id: string } | null;
}

const pattern = new RegExp(`^(\\d{1,19})(?:\\.(${changedTypes.join("|")})\\.([\\w-]{1,200}))?$`);

export function writeFeedCursor({ transaction, entry }: FeedPosition): string {
  return entry === null ? transaction : `${transaction}.${entry.type}.${entry.id}`;
}

/** @throws InvalidInputError */
export function readFeedCursor(cursor: string): FeedPosition {
  const [, transaction, type, id] = pattern.exec(cursor) ?? [];
  if (transaction === undefined) throw notOurs();
  if (type === undefined || id === undefined) return { transaction, entry: null };
  return { transaction, entry: { type: type as ChangedType, id } };
}

/** Also of a cursor that lies ahead: it comes from a database that this one is no continuation of. */
export function notOurs(): InvalidInputError {
  return new InvalidInputError("This is not a cursor of this feed: read everything, and begin without one.");
}
