import type { StatementSync } from "node:sqlite";
import type { HistoryEvent } from "../../../statemachines/interpreter/types.ts";
import type { Journal } from "../journal/journal.ts";
import { EventWriter } from "./event-writer.ts";

/** The table `history_steps`: events as the JSON texts that GetExecutionHistory sends, those of one step in one row. */
export class HistoryRows {
  readonly #journal: Journal;
  readonly #writer = new EventWriter();
  readonly #insert: StatementSync;
  readonly #forward: StatementSync;
  readonly #backward: StatementSync;
  readonly #last: StatementSync;

  constructor(journal: Journal) {
    const { database } = journal;
    this.#journal = journal;
    this.#insert = database.prepare(
      "INSERT INTO history_steps (execution_id, last_event_id, events) VALUES (?, ?, ?)",
    );
    this.#forward = database.prepare(
      `SELECT last_event_id AS lastEventId, events FROM history_steps
       WHERE execution_id = :id AND last_event_id > :afterId ORDER BY last_event_id LIMIT :limit`,
    );
    this.#backward = database.prepare(
      `SELECT last_event_id AS lastEventId, events FROM history_steps
       WHERE execution_id = :id AND last_event_id <= coalesce(
         (SELECT min(last_event_id) FROM history_steps WHERE execution_id = :id AND last_event_id >= :beforeId - 1),
         :beforeId)
       ORDER BY last_event_id DESC LIMIT :limit`,
    );
    this.#last = database.prepare(
      "SELECT max(last_event_id) AS id FROM history_steps WHERE execution_id = ?",
    );
  }

  /** The id of the execution's newest event; 0 when it has none. */
  lastEventId(executionId: number): number {
    return Number(this.#last.get(executionId)?.["id"] ?? 0);
  }

  append(executionId: number, events: readonly HistoryEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    // JSON has no bare line breaks, so they may stand between the events.
    const text = events.map((event) => this.#writer.text(event)).join("\n");
    this.#journal.write(() => this.#insert.run(executionId, last.id, text));
  }

  /** Up to `limit` events after event `afterId`, as JSON texts. */
  after(id: number, afterId: number, limit: number): string[] {
    const steps = this.#forward.all({ id, afterId, limit }) as unknown as StoredStep[];
    return eventsOf(steps)
      .filter((event) => event.id > afterId)
      .slice(0, limit)
      .map(({ text }) => text);
  }

  /** Up to `limit` events before event `beforeId`, the newest first, as JSON texts. */
  before(id: number, beforeId: number, limit: number): string[] {
    const steps = this.#backward.all({ id, beforeId, limit }) as unknown as StoredStep[];
    return eventsOf(steps.reverse())
      .reverse()
      .filter((event) => event.id < beforeId)
      .slice(0, limit)
      .map(({ text }) => text);
  }
}

interface StoredStep {
  lastEventId: number;
  events: string;
}

/** The events of steps that follow each other; a step's events are numbered without gaps. */
function eventsOf(steps: readonly StoredStep[]): { id: number; text: string }[] {
  return steps.flatMap(({ lastEventId, events }) => {
    const texts = events.split("\n");
    return texts.map((text, index) => ({ id: lastEventId - texts.length + 1 + index, text }));
  });
}
