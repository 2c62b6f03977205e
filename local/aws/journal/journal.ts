import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Reach } from "../crash-points.ts";
import { closeDatabase, openDatabase } from "./open-database.ts";

/** The journal could not be written. The process has to end: what it holds in memory is ahead of what is stored. */
export class JournalFailedError extends Error {
  override readonly name = "JournalFailedError";
}

export interface JournalOptions {
  dataDir: string;
  reach: Reach;
  /** Told once, with the reason, when writing has failed; nothing is acknowledged after that. */
  onFailure: (error: JournalFailedError) => void;
}

/**
 * One writer with group commit. Writes made in one turn of the event loop share a transaction; it is committed at the
 * end of the turn, and only then do acknowledgements and effects that wait for it go out. Reads see what was written
 * before them, so an answer that was read from here has to wait for `committed()` as well.
 */
export class Journal {
  readonly database: DatabaseSync;
  readonly #dataDir: string;
  readonly #reach: Reach;
  readonly #onFailure: (error: JournalFailedError) => void;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  #released: (() => void)[] = [];
  #rejected: ((error: JournalFailedError) => void)[] = [];
  #open = false;
  #closed = false;
  #failure: JournalFailedError | undefined;

  constructor(options: JournalOptions) {
    this.#dataDir = options.dataDir;
    this.#reach = options.reach;
    this.#onFailure = options.onFailure;
    this.database = openDatabase(options.dataDir);
    this.#begin = this.database.prepare("BEGIN IMMEDIATE");
    this.#commit = this.database.prepare("COMMIT");
  }

  /** Runs statements inside the turn's transaction. @throws JournalFailedError */
  write<T>(statements: () => T): T {
    this.#assertUsable();
    try {
      this.#openTransaction();
      return statements();
    } catch (error) {
      throw this.#fail(error);
    }
  }

  /** Calls back once everything written so far is stored; never, when storing it fails. */
  afterCommit(release: () => void): void {
    if (this.#open) this.#released.push(release);
    else if (this.#failure === undefined && !this.#closed) release();
  }

  /** Resolves once everything written so far is stored. @throws JournalFailedError */
  committed(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (!this.#open) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#released.push(resolve);
      this.#rejected.push(reject);
    });
  }

  /** Commits what is open and lets the data directory go. Later writes throw. */
  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    closeDatabase(this.database, this.#dataDir);
  }

  #openTransaction(): void {
    if (this.#open) return;
    this.#begin.run();
    this.#open = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    if (!this.#open || this.#closed || this.#failure !== undefined) return;
    try {
      this.#reach("journal-commit:before");
      this.#commit.run();
      this.#reach("journal-commit:after");
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#open = false;
    const released = this.#released;
    this.#released = [];
    this.#rejected = [];
    for (const release of released) ignoreJournalFailure(release);
  }

  #fail(cause: unknown): JournalFailedError {
    if (cause instanceof JournalFailedError) return cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const failure = new JournalFailedError(`the journal cannot be written: ${reason}`, { cause });
    this.#failure = failure;
    if (this.database.isTransaction) this.database.exec("ROLLBACK");
    const rejected = this.#rejected;
    this.#released = [];
    this.#rejected = [];
    for (const reject of rejected) reject(failure);
    this.#onFailure(failure);
    return failure;
  }

  #assertUsable(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#closed) throw new JournalFailedError("the journal is closed");
  }
}

/**
 * Runs what a timer or a commit has set going. When the journal fails under it, the journal has said so itself; thrown
 * on, the error would take the process down before its owner could end it in order.
 */
export function ignoreJournalFailure(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof JournalFailedError)) throw error;
  }
}
