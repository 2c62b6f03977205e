import type { StatementSync } from "node:sqlite";
import type { Journal } from "../journal/journal.ts";

/** A task and the execution it has started. */
export interface ChildLink {
  childId: number;
  parentId: number;
  taskId: string;
}

export interface StartedChild extends ChildLink {
  arn: string;
  startedAtMs: number;
}

/** The table `children`. */
export class ChildRows {
  readonly #journal: Journal;
  readonly #insert: StatementSync;
  readonly #ofChild: StatementSync;
  readonly #ofTask: StatementSync;
  readonly #delete: StatementSync;

  constructor(journal: Journal) {
    const { database } = journal;
    this.#journal = journal;
    this.#insert = database.prepare("INSERT INTO children (child_id, parent_id, task_id) VALUES (?, ?, ?)");
    this.#ofChild = database.prepare(
      "SELECT child_id AS childId, parent_id AS parentId, task_id AS taskId FROM children WHERE child_id = ?",
    );
    this.#ofTask = database.prepare(
      `SELECT child_id AS childId, parent_id AS parentId, task_id AS taskId, arn, started_at_ms AS startedAtMs
       FROM children JOIN executions ON executions.id = child_id WHERE parent_id = ? AND task_id = ?`,
    );
    this.#delete = database.prepare(
      "DELETE FROM children WHERE child_id = ? AND parent_id = ? AND task_id = ?",
    );
  }

  insert({ childId, parentId, taskId }: ChildLink): void {
    this.#journal.write(() => this.#insert.run(childId, parentId, taskId));
  }

  /** The tasks that have started an execution, or found it running. */
  ofChild(childId: number): ChildLink[] {
    return this.#ofChild.all(childId) as unknown as ChildLink[];
  }

  /** The execution a task has started. */
  ofTask(parentId: number, taskId: string): StartedChild | undefined {
    return this.#ofTask.get(parentId, taskId) as unknown as StartedChild | undefined;
  }

  delete({ childId, parentId, taskId }: ChildLink): void {
    this.#journal.write(() => this.#delete.run(childId, parentId, taskId));
  }
}
