import type { StatementSync } from "node:sqlite";
import type { ExecutionStatus } from "../../../statemachines/interpreter/types.ts";
import type { Journal } from "../journal/journal.ts";

export interface StoredExecution {
  id: number;
  arn: string;
  name: string;
  machineArn: string;
  machineVersion: number;
  status: ExecutionStatus;
  /** JSON text, as is the output. */
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
  startedAtMs: number;
  stoppedAtMs: number | null;
}

export interface ExecutionEnd {
  status: ExecutionStatus;
  output: string | null;
  error: string | null;
  cause: string | null;
  stoppedAtMs: number;
}

const COLUMNS = `id, arn, name, machine_arn AS machineArn, machine_version AS machineVersion, status, input, output,
  error, cause, started_at_ms AS startedAtMs, stopped_at_ms AS stoppedAtMs`;

/** The frame id under which the state's other parts are kept. */
export const ROOT = "";

/** The tables `executions` and `frames`. */
export class ExecutionRows {
  readonly #journal: Journal;
  readonly #insert: StatementSync;
  readonly #find: StatementSync;
  readonly #running: StatementSync;
  readonly #list: StatementSync;
  readonly #listByStatus: StatementSync;
  readonly #end: StatementSync;
  readonly #frames: StatementSync;
  readonly #saveFrame: StatementSync;
  readonly #deleteFrame: StatementSync;
  readonly #deleteFrames: StatementSync;

  constructor(journal: Journal) {
    const { database } = journal;
    this.#journal = journal;
    this.#insert = database.prepare(
      `INSERT INTO executions (arn, name, machine_arn, machine_version, status, input, started_at_ms)
       VALUES (?, ?, ?, ?, 'RUNNING', ?, ?)`,
    );
    this.#find = database.prepare(`SELECT ${COLUMNS} FROM executions WHERE arn = ?`);
    this.#running = database.prepare(
      `SELECT ${COLUMNS} FROM executions WHERE status = 'RUNNING' ORDER BY id`,
    );
    this.#list = database.prepare(
      `SELECT ${COLUMNS} FROM executions WHERE machine_arn = ? AND id < ? ORDER BY id DESC LIMIT ?`,
    );
    this.#listByStatus = database.prepare(
      `SELECT ${COLUMNS} FROM executions WHERE machine_arn = ? AND id < ? AND status = ? ORDER BY id DESC LIMIT ?`,
    );
    this.#end = database.prepare(
      `UPDATE executions SET status = ?, output = ?, error = ?, cause = ?, stopped_at_ms = ? WHERE id = ?`,
    );
    this.#frames = database.prepare("SELECT frame_id AS frameId, body FROM frames WHERE execution_id = ?");
    this.#saveFrame = database.prepare(
      `INSERT INTO frames (execution_id, frame_id, body) VALUES (?, ?, ?)
       ON CONFLICT (execution_id, frame_id) DO UPDATE SET body = excluded.body`,
    );
    this.#deleteFrame = database.prepare("DELETE FROM frames WHERE execution_id = ? AND frame_id = ?");
    this.#deleteFrames = database.prepare("DELETE FROM frames WHERE execution_id = ?");
  }

  /** @returns the row's id */
  insert(
    execution: Pick<
      StoredExecution,
      "arn" | "name" | "machineArn" | "machineVersion" | "input" | "startedAtMs"
    >,
  ): number {
    const { arn, name, machineArn, machineVersion, input, startedAtMs } = execution;
    return this.#journal.write(() =>
      Number(this.#insert.run(arn, name, machineArn, machineVersion, input, startedAtMs).lastInsertRowid),
    );
  }

  find(arn: string): StoredExecution | undefined {
    return this.#find.get(arn) as unknown as StoredExecution | undefined;
  }

  running(): StoredExecution[] {
    return this.#running.all() as unknown as StoredExecution[];
  }

  /** Newest first, those before row `beforeId`. */
  list(machineArn: string, beforeId: number, limit: number, status?: string): StoredExecution[] {
    const rows =
      status === undefined
        ? this.#list.all(machineArn, beforeId, limit)
        : this.#listByStatus.all(machineArn, beforeId, status, limit);
    return rows as unknown as StoredExecution[];
  }

  saveFrame(id: number, frameId: string, body: string): void {
    this.#journal.write(() => this.#saveFrame.run(id, frameId, body));
  }

  deleteFrame(id: number, frameId: string): void {
    this.#journal.write(() => this.#deleteFrame.run(id, frameId));
  }

  frames(id: number): { frameId: string; body: string }[] {
    return this.#frames.all(id) as unknown as { frameId: string; body: string }[];
  }

  end(id: number, { status, output, error, cause, stoppedAtMs }: ExecutionEnd): void {
    this.#journal.write(() => {
      this.#end.run(status, output, error, cause, stoppedAtMs, id);
      this.#deleteFrames.run(id);
    });
  }
}
