import { notOurs, readFeedCursor, writeFeedCursor } from "../../../shared/domain/changes/feed-cursor.ts";
import type { ChangedType, ChangeStore, FeedEntry } from "../../../shared/domain/changes/ports.ts";
import { keyOf, type Table } from "./table.ts";

/** The last change of each thing. Transactions come one after the other, so each change has a number of its own. */
export interface ChangeRow {
  number: number;
  type: ChangedType;
  id: string;
}

export interface ChangeTables {
  changes: Table<ChangeRow>;
}

export const changeKey = ({ type, id }: Pick<ChangeRow, "type" | "id">) => keyOf(type, id);

/** A table that tells of its rows when they are inserted (with nothing before) or changed. */
export function noting<Row extends object>(
  table: Table<Row>,
  note: (row: Row, before: Row | null) => unknown,
): Table<Row> {
  return {
    ...table,
    insert(row) {
      table.insert(row);
      note(row, null);
    },
    change(key, changes) {
      const before = table.find(key);
      const after = table.change(key, changes);
      if (after !== null) note(after, before);
      return after;
    },
  };
}

/** Writes that something has changed, as the newest change. */
export function noteChange(changes: Table<ChangeRow>, type: ChangedType, id: string): void {
  const number = newest(changes) + 1;
  if (changes.change(changeKey({ type, id }), { number }) === null) changes.insert({ number, type, id });
}

export function createChangeStore({ changes }: ChangeTables): ChangeStore {
  const end = () => String(newest(changes) + 1);
  return {
    end: async () => end(),
    async after(cursor, types, limit) {
      const position = readFeedCursor(cursor);
      if (Number(position.transaction) > Number(end())) throw notOurs();
      const first = Number(position.transaction) + (position.entry === null ? 0 : 1);
      const entries = changes
        .where(({ number, type }) => number >= first && types.includes(type))
        .sort((a, b) => a.number - b.number)
        .slice(0, limit)
        .map(entryOf);
      const hasMore = entries.length === limit;
      return { entries, cursor: hasMore ? entries.at(-1)!.cursor : end(), hasMore, isHeldBack: false };
    },
  };
}

function newest(changes: Table<ChangeRow>): number {
  return changes.rows().reduce((highest, { number }) => Math.max(highest, number), 0);
}

function entryOf({ number, type, id }: ChangeRow): FeedEntry {
  return { type, id, cursor: writeFeedCursor({ transaction: String(number), entry: { type, id } }) };
}
