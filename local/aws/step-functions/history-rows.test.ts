import { describe, expect, onTestFinished, test } from "vitest";
import { HISTORY_STRIDE } from "../journal/schema.ts";
import { Journal } from "../journal/journal.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { HistoryRows } from "./history-rows.ts";

/** Two executions whose steps of 1, 3, 1 and 4 events are written in turns; texts hold line breaks and quotes. */
function openHistory() {
  const journal = new Journal({
    dataDir: temporaryDirectory(),
    reach: () => undefined,
    onFailure: () => undefined,
  });
  onTestFinished(() => journal.close());
  const rows = new HistoryRows(journal);
  let id = 0;
  for (const size of [1, 3, 1, 4]) {
    const events = Array.from({ length: size }, (_, index) => ({
      id: id + index + 1,
      previousEventId: id + index,
      timestamp: 1_795_000_000_123,
      type: "PassStateEntered",
      stateEnteredEventDetails: { name: 'a "quoted"\nname', input: "[1,\n2]" },
    }));
    for (const execution of [7, 8]) rows.append(execution, events);
    id += size;
  }
  return { journal, rows };
}

function idsOf(texts: string[]): number[] {
  return texts.map((text) => (JSON.parse(text) as { id: number }).id);
}

describe("HistoryRows", () => {
  test("reads any stretch of a history in both directions", () => {
    const { rows } = openHistory();
    const all = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    for (let from = 0; from <= 10; from += 1) {
      for (let limit = 1; limit <= 10; limit += 1) {
        expect(idsOf(rows.after(7, from, limit))).toEqual(all.filter((id) => id > from).slice(0, limit));
        const before = all.filter((id) => id < from).toReversed();
        expect(idsOf(rows.before(7, from, limit))).toEqual(before.slice(0, limit));
      }
    }
    expect(rows.lastEventId(7)).toBe(9);
    expect(rows.lastEventId(9)).toBe(0);
    expect(rows.after(9, 0, 10)).toEqual([]);
  });

  test("is seen from outside event by event", () => {
    const { journal, rows } = openHistory();
    const seen = journal.database
      .prepare("SELECT id, event FROM history WHERE id >= ? AND id < ? ORDER BY id")
      .all(8 * HISTORY_STRIDE, 9 * HISTORY_STRIDE);
    expect(seen.map((row) => Number(row["id"]) - 8 * HISTORY_STRIDE)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(seen.map((row) => JSON.parse(row["event"] as string) as unknown)).toEqual(
      rows.after(8, 0, 10).map((text) => JSON.parse(text) as unknown),
    );
    expect(JSON.parse(rows.after(8, 0, 1)[0]!)).toEqual({
      id: 1,
      previousEventId: 0,
      timestamp: 1_795_000_000.123,
      type: "PassStateEntered",
      stateEnteredEventDetails: { name: 'a "quoted"\nname', input: "[1,\n2]" },
    });
  });
});
