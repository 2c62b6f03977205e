import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ConflictError } from "../../contracts/errors.ts";

/**
 * Keeps other processes off a PGlite directory, which it does not do itself. SQLite's file lock is the operating
 * system's: it goes when the process dies, however it dies.
 * @returns the function that gives the lock back
 * @throws ConflictError when another process, or this one, has it
 */
export function lockDirectory(directory: string): () => void {
  const file = `${directory}.lock`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(file);
  try {
    lock.exec("pragma busy_timeout = 0; pragma journal_mode = memory; begin exclusive");
  } catch (error) {
    lock.close();
    throw new ConflictError(`The database in ${directory} is in use by another process.`, { cause: error });
  }
  return () => lock.close();
}
