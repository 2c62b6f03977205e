import type { StatementSync } from "node:sqlite";
import type { Journal } from "../journal/journal.ts";

/** The table `timers`. */
export class TimerRows {
  readonly #journal: Journal;
  readonly #set: StatementSync;
  readonly #delete: StatementSync;
  readonly #list: StatementSync;

  constructor(journal: Journal) {
    const { database } = journal;
    this.#journal = journal;
    this.#set = database.prepare(
      `INSERT INTO timers (execution_id, timer_id, due_at_ms) VALUES (?, ?, ?)
       ON CONFLICT (execution_id, timer_id) DO UPDATE SET due_at_ms = excluded.due_at_ms`,
    );
    this.#delete = database.prepare("DELETE FROM timers WHERE execution_id = ? AND timer_id = ?");
    this.#list = database.prepare(
      "SELECT timer_id AS timerId, due_at_ms AS dueAtMs FROM timers WHERE execution_id = ?",
    );
  }

  set(executionId: number, timerId: string, dueAtMs: number): void {
    this.#journal.write(() => this.#set.run(executionId, timerId, dueAtMs));
  }

  delete(executionId: number, timerId: string): void {
    this.#journal.write(() => this.#delete.run(executionId, timerId));
  }

  list(executionId: number): { timerId: string; dueAtMs: number }[] {
    return this.#list.all(executionId) as unknown as { timerId: string; dueAtMs: number }[];
  }
}
