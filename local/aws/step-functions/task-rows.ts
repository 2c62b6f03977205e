import type { StatementSync } from "node:sqlite";
import type { Journal } from "../journal/journal.ts";
import type { RunTask } from "./pending-task.ts";

export interface StoredTask {
  taskId: string;
  effect: RunTask;
  submitted: boolean;
}

/** The tables `tasks` and `task_tokens`. */
export class TaskRows {
  readonly #journal: Journal;
  readonly #insert: StatementSync;
  readonly #submit: StatementSync;
  readonly #delete: StatementSync;
  readonly #list: StatementSync;
  readonly #insertToken: StatementSync;
  readonly #findToken: StatementSync;

  constructor(journal: Journal) {
    const { database } = journal;
    this.#journal = journal;
    this.#insert = database.prepare(
      "INSERT INTO tasks (execution_id, task_id, effect, submitted) VALUES (?, ?, ?, 0)",
    );
    this.#submit = database.prepare("UPDATE tasks SET submitted = 1 WHERE execution_id = ? AND task_id = ?");
    this.#delete = database.prepare("DELETE FROM tasks WHERE execution_id = ? AND task_id = ?");
    this.#list = database.prepare(
      "SELECT task_id AS taskId, effect, submitted FROM tasks WHERE execution_id = ?",
    );
    this.#insertToken = database.prepare(
      "INSERT INTO task_tokens (hash, execution_id, task_id) VALUES (?, ?, ?)",
    );
    this.#findToken = database.prepare(
      "SELECT execution_id AS executionId, task_id AS taskId FROM task_tokens WHERE hash = ?",
    );
  }

  insert(executionId: number, effect: RunTask): void {
    this.#journal.write(() => this.#insert.run(executionId, effect.taskId, JSON.stringify(effect)));
  }

  markSubmitted(executionId: number, taskId: string): void {
    this.#journal.write(() => this.#submit.run(executionId, taskId));
  }

  delete(executionId: number, taskId: string): void {
    this.#journal.write(() => this.#delete.run(executionId, taskId));
  }

  list(executionId: number): StoredTask[] {
    return this.#list.all(executionId).map((row) => ({
      taskId: row["taskId"] as string,
      effect: JSON.parse(row["effect"] as string) as RunTask,
      submitted: row["submitted"] === 1,
    }));
  }

  /** Tokens outlive their task: who comes too late has to be told so. */
  insertToken(hash: string, executionId: number, taskId: string): void {
    this.#journal.write(() => this.#insertToken.run(hash, executionId, taskId));
  }

  findToken(hash: string): { executionId: number; taskId: string } | undefined {
    return this.#findToken.get(hash) as unknown as { executionId: number; taskId: string } | undefined;
  }
}
