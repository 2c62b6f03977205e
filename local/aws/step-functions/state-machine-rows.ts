import type { StatementSync } from "node:sqlite";
import type { Journal } from "../journal/journal.ts";

export interface StoredStateMachine {
  arn: string;
  name: string;
  /** The newest version of its definition. */
  version: number;
  createdAtMs: number;
  /** JSON text: `{key: value}`. */
  tags: string;
}

export interface StoredDefinition {
  arn: string;
  version: number;
  /** JSON text, exactly as it was sent. */
  definition: string;
  roleArn: string;
  /** JSON text: what Describe gives back of logging and tracing. */
  settings: string;
  revisionId: string | null;
  createdAtMs: number;
}

const MACHINE_COLUMNS = "arn, name, version, created_at_ms AS createdAtMs, tags";

/** The tables `state_machines` and `definitions`. */
export class StateMachineRows {
  readonly #journal: Journal;
  readonly #find: StatementSync;
  readonly #list: StatementSync;
  readonly #save: StatementSync;
  readonly #remove: StatementSync;
  readonly #findDefinition: StatementSync;
  readonly #addDefinition: StatementSync;
  readonly #latestVersion: StatementSync;

  constructor(journal: Journal) {
    const { database } = journal;
    this.#journal = journal;
    this.#find = database.prepare(`SELECT ${MACHINE_COLUMNS} FROM state_machines WHERE arn = ?`);
    this.#list = database.prepare(
      `SELECT ${MACHINE_COLUMNS} FROM state_machines WHERE name > ? ORDER BY name LIMIT ?`,
    );
    this.#save = database.prepare(
      "INSERT OR REPLACE INTO state_machines (arn, name, version, created_at_ms, tags) VALUES (?, ?, ?, ?, ?)",
    );
    this.#remove = database.prepare("DELETE FROM state_machines WHERE arn = ?");
    this.#findDefinition = database.prepare(
      `SELECT arn, version, definition, role_arn AS roleArn, settings, revision_id AS revisionId,
       created_at_ms AS createdAtMs FROM definitions WHERE arn = ? AND version = ?`,
    );
    this.#addDefinition = database.prepare(
      "INSERT INTO definitions (arn, version, definition, role_arn, settings, revision_id, created_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.#latestVersion = database.prepare("SELECT max(version) AS version FROM definitions WHERE arn = ?");
  }

  find(arn: string): StoredStateMachine | undefined {
    return this.#find.get(arn) as unknown as StoredStateMachine | undefined;
  }

  /** Active machines by name, after `afterName`. */
  list(afterName: string, limit: number): StoredStateMachine[] {
    return this.#list.all(afterName, limit) as unknown as StoredStateMachine[];
  }

  save({ arn, name, version, createdAtMs, tags }: StoredStateMachine): void {
    this.#journal.write(() => this.#save.run(arn, name, version, createdAtMs, tags));
  }

  /** Definitions stay: finished executions still tell what they ran. */
  remove(arn: string): void {
    this.#journal.write(() => this.#remove.run(arn));
  }

  definition(arn: string, version: number): StoredDefinition | undefined {
    return this.#findDefinition.get(arn, version) as unknown as StoredDefinition | undefined;
  }

  addDefinition({
    arn,
    version,
    definition,
    roleArn,
    settings,
    revisionId,
    createdAtMs,
  }: StoredDefinition): void {
    this.#journal.write(() =>
      this.#addDefinition.run(arn, version, definition, roleArn, settings, revisionId, createdAtMs),
    );
  }

  /** The highest version ever given to this ARN, deleted machines included; 0 for none. */
  latestVersion(arn: string): number {
    return Number(this.#latestVersion.get(arn)?.["version"] ?? 0);
  }
}
