import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SCHEMA, SCHEMA_VERSION, UPGRADES } from "./schema.ts";

/** The data directory belongs to another process. */
export class DataDirectoryInUseError extends Error {
  override readonly name = "DataDirectoryInUseError";
}

/** The journal cannot be trusted or cannot be read; nothing was changed. */
export class JournalUnusableError extends Error {
  override readonly name = "JournalUnusableError";
}

const SQLITE_BUSY = 5;

/**
 * Opens `<dataDir>/journal.db` for this process alone. The lock is SQLite's exclusive file lock, which the operating
 * system drops with the process however it dies; the file `journal.pid` only tells others whom to ask.
 * Commits survive the death of the process (WAL, synchronous=NORMAL), not a power cut.
 * @throws DataDirectoryInUseError, JournalUnusableError
 */
export function openDatabase(dataDir: string): DatabaseSync {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, "journal.db");
  const pidPath = join(dataDir, "journal.pid");
  const database = lock(path, pidPath);
  try {
    check(database, path);
    migrate(database, path);
  } catch (error) {
    database.close();
    throw unusable(error, path);
  }
  writeFileSync(pidPath, `${process.pid}\n`);
  return database;
}

/** Closes the database and takes the notice of its owner away. */
export function closeDatabase(database: DatabaseSync, dataDir: string): void {
  rmSync(join(dataDir, "journal.pid"), { force: true });
  database.close();
}

function lock(path: string, pidPath: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    // The rows of a step are some 2 KB, which fill pages of 8 KiB better than of 4. A page that changes in many commits is
    // copied back to the file once for a log of 64 MB, not once for each 4 MB.
    database.exec(`
      PRAGMA page_size = 8192;
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA temp_store = MEMORY;
      PRAGMA wal_autocheckpoint = 8000;
      PRAGMA cache_size = -65536;
      BEGIN EXCLUSIVE; COMMIT;
    `);
    return database;
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw inUse(pidPath, error);
    throw unusable(error, path);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}

function inUse(pidPath: string, cause: unknown): DataDirectoryInUseError {
  let owner = "another process";
  try {
    owner = `process ${readFileSync(pidPath, "utf8").trim()}`;
  } catch {
    // The owner is between taking the lock and leaving its notice.
  }
  const message = `the data directory is in use by ${owner}: stop it, or choose another directory (${pidPath})`;
  return new DataDirectoryInUseError(message, { cause });
}

function check(database: DatabaseSync, path: string): void {
  const rows = database.prepare("PRAGMA quick_check").all();
  const findings = rows.map((row) => String(row["quick_check"])).filter((finding) => finding !== "ok");
  if (findings.length > 0) throw new JournalUnusableError(`the journal ${path} is damaged: ${findings[0]}`);
}

function migrate(database: DatabaseSync, path: string): void {
  const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version === SCHEMA_VERSION) return;
  const upgrade = UPGRADES[version];
  if (upgrade !== undefined) {
    database.exec(`BEGIN; ${upgrade} PRAGMA user_version = ${version + 1}; COMMIT;`);
    return migrate(database, path);
  }
  if (version !== 0 || hasTables(database)) {
    const message = `the journal ${path} was written by another release (format ${version}, this one has ${SCHEMA_VERSION})`;
    throw new JournalUnusableError(message);
  }
  database.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() !== undefined;
}

function unusable(error: unknown, path: string): JournalUnusableError {
  if (error instanceof JournalUnusableError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const message = `the journal ${path} cannot be used: ${reason}; restore a copy or move the directory away`;
  return new JournalUnusableError(message, { cause: error });
}
