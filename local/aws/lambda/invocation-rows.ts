import type { StatementSync } from "node:sqlite";
import type { Journal } from "../journal/journal.ts";
import type { NewInvocation } from "./async-invocations.ts";

export interface StoredInvocation {
  id: number;
  functionName: string;
  /** JSON text. */
  payload: string;
  attempts: number;
  deadLetterQueue: string | null;
}

/** The table `invocations`. */
export class InvocationRows {
  readonly #journal: Journal;
  readonly #insert: StatementSync;
  readonly #find: StatementSync;
  readonly #pending: StatementSync;
  readonly #postpone: StatementSync;
  readonly #delete: StatementSync;

  constructor(journal: Journal) {
    const { database } = journal;
    this.#journal = journal;
    this.#insert = database.prepare(
      "INSERT INTO invocations (function, payload, attempts, due_at_ms, dead_letter_queue) VALUES (?, ?, 0, ?, ?)",
    );
    this.#find = database.prepare(
      "SELECT id, function AS functionName, payload, attempts, dead_letter_queue AS deadLetterQueue FROM invocations WHERE id = ?",
    );
    this.#pending = database.prepare("SELECT id, due_at_ms AS dueAtMs FROM invocations ORDER BY id");
    this.#postpone = database.prepare("UPDATE invocations SET attempts = ?, due_at_ms = ? WHERE id = ?");
    this.#delete = database.prepare("DELETE FROM invocations WHERE id = ?");
  }

  insert(invocation: NewInvocation, dueAtMs: number): number {
    const { functionName, payload, deadLetterQueue } = invocation;
    const text = JSON.stringify(payload);
    return this.#journal.write(() =>
      Number(this.#insert.run(functionName, text, dueAtMs, deadLetterQueue ?? null).lastInsertRowid),
    );
  }

  find(id: number): StoredInvocation | undefined {
    return this.#find.get(id) as unknown as StoredInvocation | undefined;
  }

  pending(): { id: number; dueAtMs: number }[] {
    return this.#pending.all() as unknown as { id: number; dueAtMs: number }[];
  }

  postpone(id: number, attempts: number, dueAtMs: number): void {
    this.#journal.write(() => this.#postpone.run(attempts, dueAtMs, id));
  }

  delete(id: number): void {
    this.#journal.write(() => this.#delete.run(id));
  }
}
