import { Worker } from "node:worker_threads";
import { DatabaseUnavailableError } from "../../contracts/errors.ts";
import type { WorkerReply, WorkerRequest, WorkerRows, WorkerSettings } from "./pglite-messages.ts";

/** PGlite in a thread of its own: a query that never ends blocks that thread, not this one. */
export interface PgliteThread {
  query(text: string, parameters: (string | null)[]): Promise<WorkerRows>;
  script(text: string): Promise<void>;
  /** Closes the database in order. */
  close(): Promise<void>;
  /** Ends the thread, whatever it is doing. */
  terminate(): Promise<void>;
  isAlive(): boolean;
  /** Resolves when the thread is gone: until then it may hold the directory's files. */
  ended: Promise<void>;
}

type Request = WorkerRequest extends infer Each
  ? Each extends WorkerRequest
    ? Omit<Each, "id">
    : never
  : never;

/** Starts the thread; resolves when the database is open. */
export async function startPgliteThread(settings: WorkerSettings): Promise<PgliteThread> {
  const worker = new Worker(new URL("./pglite-worker.ts", import.meta.url), { workerData: settings });
  const waiting = new Map<number, PromiseWithResolvers<WorkerRows | null>>();
  const ended = Promise.withResolvers<void>();
  let alive = true;
  let lastId = 0;

  function expect(id: number): Promise<WorkerRows | null> {
    const pending = Promise.withResolvers<WorkerRows | null>();
    waiting.set(id, pending);
    // The thread keeps the process alive exactly while somebody waits for it.
    worker.ref();
    return pending.promise;
  }

  function call(request: Request): Promise<WorkerRows | null> {
    if (!alive) return Promise.reject(threadEnded(null));
    lastId += 1;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage({ ...request, id: lastId });
    return expect(lastId);
  }

  function end(cause: unknown): void {
    alive = false;
    for (const pending of waiting.values()) pending.reject(threadEnded(cause));
    waiting.clear();
  }

  worker.on("message", (message: WorkerReply) => {
    const pending = waiting.get(message.id);
    waiting.delete(message.id);
    if (waiting.size === 0) worker.unref();
    if (!("error" in message)) {
      pending?.resolve(message.result);
      return;
    }
    pending?.reject(Object.assign(new Error(message.error.message), message.error));
    // No SQLSTATE: not PostgreSQL refused, the engine failed, and what state it is in nobody knows.
    if (message.error.code === undefined) void terminate();
  });
  worker.on("error", end);
  worker.on("exit", () => {
    end(null);
    ended.resolve();
  });

  async function terminate(): Promise<void> {
    end(null);
    await worker.terminate();
  }
  try {
    await expect(0);
  } catch (error) {
    await terminate();
    throw error;
  }
  return {
    query: async (text, parameters) =>
      (await call({ kind: "query", text, parameters })) ?? { columns: [], rows: [] },
    script: async (text) => void (await call({ kind: "script", text })),
    async close() {
      await call({ kind: "close" });
      await terminate();
    },
    terminate,
    isAlive: () => alive,
    ended: ended.promise,
  };
}

function threadEnded(cause: unknown): Error {
  return new DatabaseUnavailableError(
    "The embedded database's thread has ended.",
    cause === null ? {} : { cause },
  );
}
