import { notOurs, readFeedCursor, writeFeedCursor } from "../../../domain/changes/feed-cursor.ts";
import type { ChangedType, ChangeStore, FeedEntry } from "../../../domain/changes/ports.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

/** One row for each entry, and one without any where nothing has changed. */
interface FeedRow {
  horizon: string;
  is_ahead: boolean;
  transaction: string | null;
  type: ChangedType;
  id: string;
  is_settled: boolean;
}

/** Rows of one table, in the order of its index. Of the transaction that the cursor is in, what comes after its entry. */
const changedIn = (table: string, type: ChangedType, id: string, which = "true") =>
  `(select changed_in, '${type}'::text as type, ${id} as id from ${table}
    where ${which} and '${type}' in (select json_array_elements_text($4::json)) and changed_in >= $1::xid8
      and (changed_in > $1::xid8 or ('${type}'::text, ${id}) > ($2::text, $3::text))
    order by changed_in, ${id} limit $5)`;

/**
 * Every transaction below the snapshot's horizon has ended, and what it changed is seen: nothing will appear there any
 * more. What is above it waits, also if it is seen already.
 */
const feed = `with horizon as materialized (select pg_snapshot_xmin(pg_current_snapshot()) as number),
  feed as (
    ${changedIn("conversations", "conversation", "conversation_id")} union all
    ${changedIn("handovers", "handover", "handover_id")} union all
    ${changedIn("waits", "human_task", "wait_id", "kind in ('human', 'approval')")}
    order by 1, 2, 3 limit $5)
  select horizon.number::text as horizon, $1::xid8 > horizon.number as is_ahead, changed_in::text as transaction, type, id,
    changed_in < horizon.number as is_settled
  from horizon left join feed on true order by changed_in, type, id`;

export function createChangeStore(query: Query): ChangeStore {
  return {
    async end() {
      const [row] = await query<{ horizon: string }>(
        "select pg_snapshot_xmin(pg_current_snapshot())::text as horizon",
      );
      return writeFeedCursor({ transaction: row!.horizon, entry: null });
    },

    async after(cursor, types, limit) {
      const { transaction, entry } = readFeedCursor(cursor);
      const parameters = [transaction, entry?.type ?? "", entry?.id ?? "", jsonText([...types]), limit];
      const rows = await query<FeedRow>(feed, parameters);
      const { horizon, is_ahead: isAhead } = rows[0]!;
      if (isAhead) throw notOurs();
      const entries = rows.flatMap((row) =>
        row.transaction !== null && row.is_settled ? [entryOf(row)] : [],
      );
      const hasMore = entries.length === limit;
      return {
        entries,
        cursor: hasMore ? entries.at(-1)!.cursor : writeFeedCursor({ transaction: horizon, entry: null }),
        hasMore,
        isHeldBack: rows.some((row) => row.transaction !== null && !row.is_settled),
      };
    },
  };
}

function entryOf({ transaction, type, id }: FeedRow): FeedEntry {
  return { type, id, cursor: writeFeedCursor({ transaction: transaction!, entry: { type, id } }) };
}
