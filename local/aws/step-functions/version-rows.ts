import type { StatementSync } from "node:sqlite";
import type { Journal } from "../journal/journal.ts";

/** A published version: a number for one version of a machine's definition. */
export interface StoredVersion {
  machineArn: string;
  number: number;
  definitionVersion: number;
  createdAtMs: number;
}

export interface StoredAlias {
  arn: string;
  machineArn: string;
  description: string | null;
  /** JSON text: `[{stateMachineVersionArn, weight}]`. */
  routing: string;
  createdAtMs: number;
  updatedAtMs: number;
}

const VERSION_COLUMNS =
  "machine_arn AS machineArn, number, definition_version AS definitionVersion, created_at_ms AS createdAtMs";

/** The tables `published_versions` and `aliases`. */
export class VersionRows {
  readonly #journal: Journal;
  readonly #find: StatementSync;
  readonly #latest: StatementSync;
  readonly #add: StatementSync;
  readonly #findAlias: StatementSync;
  readonly #saveAlias: StatementSync;
  readonly #removeVersions: StatementSync;
  readonly #removeAliases: StatementSync;

  constructor(journal: Journal) {
    const { database } = journal;
    this.#journal = journal;
    this.#find = database.prepare(
      `SELECT ${VERSION_COLUMNS} FROM published_versions WHERE machine_arn = ? AND number = ?`,
    );
    this.#latest = database.prepare(
      `SELECT ${VERSION_COLUMNS} FROM published_versions WHERE machine_arn = ? ORDER BY number DESC LIMIT 1`,
    );
    this.#add = database.prepare(
      "INSERT INTO published_versions (machine_arn, number, definition_version, created_at_ms) VALUES (?, ?, ?, ?)",
    );
    this.#findAlias = database.prepare(
      `SELECT arn, machine_arn AS machineArn, description, routing, created_at_ms AS createdAtMs,
       updated_at_ms AS updatedAtMs FROM aliases WHERE arn = ?`,
    );
    this.#saveAlias = database.prepare(
      `INSERT OR REPLACE INTO aliases (arn, machine_arn, description, routing, created_at_ms, updated_at_ms)
       VALUES (?, ?, ?, ?, ?, ?)`,
    );
    this.#removeVersions = database.prepare("DELETE FROM published_versions WHERE machine_arn = ?");
    this.#removeAliases = database.prepare("DELETE FROM aliases WHERE machine_arn = ?");
  }

  find(machineArn: string, number: number): StoredVersion | undefined {
    return this.#find.get(machineArn, number) as unknown as StoredVersion | undefined;
  }

  latest(machineArn: string): StoredVersion | undefined {
    return this.#latest.get(machineArn) as unknown as StoredVersion | undefined;
  }

  add({ machineArn, number, definitionVersion, createdAtMs }: StoredVersion): void {
    this.#journal.write(() => this.#add.run(machineArn, number, definitionVersion, createdAtMs));
  }

  findAlias(arn: string): StoredAlias | undefined {
    return this.#findAlias.get(arn) as unknown as StoredAlias | undefined;
  }

  saveAlias({ arn, machineArn, description, routing, createdAtMs, updatedAtMs }: StoredAlias): void {
    this.#journal.write(() =>
      this.#saveAlias.run(arn, machineArn, description, routing, createdAtMs, updatedAtMs),
    );
  }

  removeOfMachine(machineArn: string): void {
    this.#journal.write(() => {
      this.#removeVersions.run(machineArn);
      this.#removeAliases.run(machineArn);
    });
  }
}
