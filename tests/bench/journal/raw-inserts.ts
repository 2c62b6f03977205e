import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { Contender } from "../rounds.ts";

export interface RawInserts extends Contender {
  close(): void;
}

/**
 * The limit of a journal without group commit: each event's text is inserted in a transaction of its own, into the same
 * table on the same settings (write-ahead log, synchronous=NORMAL). Counts rows per second.
 */
export function rawInserts(name: string, directory: string, texts: readonly string[]): RawInserts {
  const database = new DatabaseSync(join(directory, "raw.db"));
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA temp_store = MEMORY;
    PRAGMA wal_autocheckpoint = 8000;
    PRAGMA cache_size = -65536;
    CREATE TABLE history (id INTEGER PRIMARY KEY, event TEXT NOT NULL);
  `);
  const insert = database.prepare("INSERT INTO history (id, event) VALUES (?, ?)");
  let id = 0;
  return {
    name,
    async measure(durationMs) {
      const startedAtMs = performance.now();
      const firstId = id;
      let elapsedMs = 0;
      while (elapsedMs < durationMs) {
        for (const text of texts) insert.run(++id, text);
        elapsedMs = performance.now() - startedAtMs;
      }
      return ((id - firstId) / elapsedMs) * 1000;
    },
    close: () => database.close(),
  };
}
