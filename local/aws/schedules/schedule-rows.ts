import type { StatementSync } from "node:sqlite";
import type { Journal } from "../journal/journal.ts";

/** The table `schedules`: when each schedule is due next. */
export class ScheduleRows {
  readonly #journal: Journal;
  readonly #find: StatementSync;
  readonly #save: StatementSync;

  constructor(journal: Journal) {
    this.#journal = journal;
    this.#find = journal.database.prepare("SELECT due_at_ms AS dueAtMs FROM schedules WHERE name = ?");
    this.#save = journal.database.prepare(
      "INSERT INTO schedules (name, due_at_ms) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET due_at_ms = excluded.due_at_ms",
    );
  }

  dueAtMs(name: string): number | undefined {
    return this.#find.get(name)?.["dueAtMs"] as number | undefined;
  }

  save(name: string, dueAtMs: number): void {
    this.#journal.write(() => this.#save.run(name, dueAtMs));
  }
}
