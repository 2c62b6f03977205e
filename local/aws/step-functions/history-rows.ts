import type { StatementSync } from "node:sqlite";
import type { HistoryEvent } from "../../../statemachines/interpreter/types.ts";
import type { Journal } from "../journal/journal.ts";
import { HISTORY_STRIDE } from "../journal/schema.ts";

/** The table `history`: each event as the JSON text that GetExecutionHistory sends. */
export class HistoryRows {
  readonly #journal: Journal;
  readonly #insert: StatementSync;
  readonly #forward: StatementSync;
  readonly #backward: StatementSync;
  readonly #last: StatementSync;

  constructor(journal: Journal) {
    const { database } = journal;
    this.#journal = journal;
    this.#insert = database.prepare("INSERT INTO history (id, event) VALUES (?, ?)");
    this.#forward = database.prepare("SELECT event FROM history WHERE id > ? AND id < ? ORDER BY id LIMIT ?");
    this.#backward = database.prepare(
      "SELECT event FROM history WHERE id > ? AND id < ? ORDER BY id DESC LIMIT ?",
    );
    this.#last = database.prepare("SELECT max(id) AS id FROM history WHERE id > ? AND id < ?");
  }

  /** The id of the execution's newest event; 0 when it has none. */
  lastEventId(executionId: number): number {
    const base = executionId * HISTORY_STRIDE;
    const id = this.#last.get(base, base + HISTORY_STRIDE)?.["id"];
    return typeof id === "number" ? id - base : 0;
  }

  append(executionId: number, events: readonly HistoryEvent[]): void {
    if (events.length === 0) return;
    const base = executionId * HISTORY_STRIDE;
    this.#journal.write(() => {
      for (const event of events) this.#insert.run(base + event.id, onTheWire(event));
    });
  }

  /** Up to `limit` events with ids between `afterId` and `beforeId` (both exclusive), as JSON text. */
  read(
    executionId: number,
    {
      afterId,
      beforeId,
      limit,
      reverse,
    }: { afterId: number; beforeId: number; limit: number; reverse: boolean },
  ): string[] {
    const base = executionId * HISTORY_STRIDE;
    const statement = reverse ? this.#backward : this.#forward;
    return statement.all(base + afterId, base + beforeId, limit).map((row) => row["event"] as string);
  }
}

/** The service sends times as seconds. Written piece by piece: copying each event to change one field costs more. */
function onTheWire(event: HistoryEvent): string {
  let text = `{"id":${event.id},"previousEventId":${event.previousEventId},"timestamp":${event.timestamp / 1000},"type":"${event.type}"`;
  for (const key in event) {
    if (key.endsWith("EventDetails"))
      text += `,"${key}":${JSON.stringify(event[key as "taskScheduledEventDetails"])}`;
  }
  return `${text}}`;
}
