/** What the main thread and the worker that runs PGlite say to each other. */
export interface WorkerSettings {
  /** Null: in memory. */
  directory: string | null;
  /** Where a copy of an empty database is kept to create others from; null: nowhere. */
  snapshotDirectory: string | null;
}

export type WorkerRequest =
  | { id: number; kind: "query"; text: string; parameters: (string | null)[] }
  | { id: number; kind: "script"; text: string }
  | { id: number; kind: "close" };

/** Values travel as PostgreSQL's text, so that lone surrogates and `__proto__` in documents survive the way. */
export interface WorkerRows {
  columns: { name: string; typeId: number }[];
  rows: (string | null)[][];
}

export interface WorkerError {
  message: string;
  code?: string;
  constraint?: string;
}

export type WorkerReply =
  | { id: number; result: WorkerRows | null }
  | { id: number; error: WorkerError }
  /** Sent once, when the database is open; `id` 0 answers the start. */
  | { id: 0; result: null };
