import { DatabaseUnavailableError } from "../../contracts/errors.ts";
import { columnValue } from "./column-values.ts";
import { lockDirectory } from "./directory-lock.ts";
import type { WorkerRows } from "./pglite-messages.ts";
import { type PgliteThread, startPgliteThread } from "./pglite-thread.ts";
import type { Session, SessionSource } from "./session.ts";

export interface PgliteSettings {
  /** Absolute; null: in memory. */
  directory: string | null;
  /** Where a copy of an empty database is kept to create others from quickly; null: nowhere. */
  snapshotDirectory: string | null;
}

/**
 * The embedded database. It has one session, so transactions stand in a queue. A session that is broken takes the thread
 * with it; the next one opens the directory again, as after a crash.
 */
export function createPgliteSource({ directory, snapshotDirectory }: PgliteSettings): SessionSource {
  let turn: Promise<void> = Promise.resolve();
  let thread: PgliteThread | null = null;
  let unlock: (() => void) | null = null;
  let closed = false;

  /** Waits for its turn; resolves with the function that lets the next one in. */
  async function enter(): Promise<() => void> {
    const before = turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    turn = promise;
    await before;
    return resolve;
  }

  async function open(): Promise<PgliteThread> {
    if (closed) throw new DatabaseUnavailableError("The database is closed.");
    if (thread?.isAlive()) return thread;
    if (thread !== null && directory === null) {
      throw new DatabaseUnavailableError("The in-memory database is lost: its thread has ended.");
    }
    await thread?.ended;
    if (directory !== null) unlock ??= lockDirectory(directory);
    thread = await startPgliteThread({ directory, snapshotDirectory });
    return thread;
  }

  return {
    async lease() {
      const leave = await enter();
      try {
        const opened = await open();
        return createSession(opened, (broken) => {
          if (broken) void opened.terminate();
          leave();
        });
      } catch (error) {
        leave();
        throw error;
      }
    },
    // It writes ISO dates in UTC, does not enforce statement_timeout and hangs with idle_in_transaction_session_timeout:
    // the deadline in `inTransaction` is all there is.
    settings: () => [],
    async close() {
      const leave = await enter();
      closed = true;
      try {
        if (thread?.isAlive()) await thread.close();
        await thread?.ended;
      } finally {
        unlock?.();
        unlock = null;
        leave();
      }
    },
  };
}

function createSession(thread: PgliteThread, release: (broken: boolean) => void): Session {
  return {
    query: async <Row>(text: string, parameters: (string | null)[]) =>
      objectsOf(await thread.query(text, parameters)) as Row[],
    script: (text) => thread.script(text),
    release,
  };
}

function objectsOf({ columns, rows }: WorkerRows): unknown[] {
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(({ name, typeId }, at) => {
        const text = row[at] ?? null;
        return [name, text === null ? null : columnValue(typeId, text)];
      }),
    ),
  );
}
