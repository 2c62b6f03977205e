import { setTimeout as pause } from "node:timers/promises";
import type { ClientConfig, CustomTypesConfig, Pool, PoolClient } from "pg";
import { DatabaseUnavailableError } from "../../contracts/errors.ts";
import { columnValue } from "./column-values.ts";
import type { Session, SessionSource } from "./session.ts";
import { waitUntilAwake } from "./wait-until-awake.ts";

/** A URL, or a server and how to log in there. */
export type PgServer = Pick<
  ClientConfig,
  "connectionString" | "host" | "port" | "database" | "user" | "password" | "ssl"
>;

export interface PgSettings {
  poolSize: number;
  connectTimeoutMs: number;
  /** A connection that nobody used for longer is not used again: a database that may sleep closes it from its side. */
  mostIdleMs: number;
}

const releasedAtMs = new WeakMap<PoolClient, number>();

const types: CustomTypesConfig = {
  getTypeParser: ((typeId: number) => (text: string) =>
    columnValue(typeId, text)) as CustomTypesConfig["getTypeParser"],
};

/** A pool of connections to a PostgreSQL server; `pg` is loaded and connections are made when they are needed. */
export function createPgSource(server: PgServer, settings: PgSettings): SessionSource {
  let pool: Promise<Pool> | null = null;
  let closed = false;
  return {
    async lease() {
      if (closed) throw new DatabaseUnavailableError("The database is closed.");
      pool ??= openPool(server, settings);
      const opened = await pool;
      return waitUntilAwake(() => leaseClient(opened, settings), {
        timeoutMs: settings.connectTimeoutMs,
        nowMs: () => performance.now(),
        pause,
      });
    },
    // Dates and time zone may be set otherwise for a server, a database or a login.
    settings: (timeoutMs) => [
      "set local timezone = 'UTC'",
      "set local datestyle = 'ISO'",
      `set local statement_timeout = ${Math.ceil(timeoutMs)}`,
      `set local idle_in_transaction_session_timeout = ${Math.ceil(timeoutMs)}`,
    ],
    async close() {
      if (closed) return;
      closed = true;
      if (pool !== null) await (await pool).end();
    },
  };
}

async function openPool(server: PgServer, { poolSize, connectTimeoutMs }: PgSettings): Promise<Pool> {
  const { Pool: PgPool } = await import("pg");
  const pool = new PgPool({
    ...server,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: "hil",
    keepAlive: true,
    allowExitOnIdle: true,
    types,
  });
  // The pool drops an idle connection that fails; without a listener the event would end the process.
  pool.on("error", () => {});
  return pool;
}

/** Timers of a frozen Lambda do not fire, so how long a connection was idle is seen when it is wanted again. */
async function connectFresh(pool: Pool, mostIdleMs: number): Promise<PoolClient> {
  for (;;) {
    const client = await pool.connect();
    const sinceMs = releasedAtMs.get(client);
    if (sinceMs === undefined || Date.now() - sinceMs <= mostIdleMs) return client;
    client.release(true);
  }
}

async function leaseClient(pool: Pool, { mostIdleMs }: PgSettings): Promise<Session> {
  const client = await connectFresh(pool, mostIdleMs);
  let broken = false;
  const markBroken = () => void (broken = true);
  client.on("error", markBroken);
  // One statement after the other: `pg` deprecates its own queue.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(statement: () => Promise<T>): Promise<T> => {
    const mine = last.then(statement);
    last = mine.catch(() => {});
    return mine;
  };
  return {
    query: <Row>(text: string, values: (string | null)[]) =>
      inTurn(async () => (await client.query({ text, values })).rows as Row[]),
    script: (text) => inTurn(async () => void (await client.query(text))),
    release(isBroken) {
      // A destroyed client may still report its broken connection: it keeps its listener.
      if (!broken && !isBroken) client.off("error", markBroken);
      releasedAtMs.set(client, Date.now());
      client.release(broken || isBroken);
    },
  };
}
