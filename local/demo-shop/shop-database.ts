import { DatabaseSync } from "node:sqlite";
import { seedOrders, type SeedOrder } from "./seed-orders.ts";

const schema = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS orders (order_id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, document TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS returns (
    number INTEGER PRIMARY KEY, order_id TEXT NOT NULL UNIQUE, document TEXT NOT NULL, idempotency_key TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS refunds (
    number INTEGER PRIMARY KEY, order_id TEXT NOT NULL, document TEXT NOT NULL, idempotency_key TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS emails (
    number INTEGER PRIMARY KEY, document TEXT NOT NULL, idempotency_key TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS answers (
    route TEXT NOT NULL, idempotency_key TEXT NOT NULL, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (route, idempotency_key)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS attempts (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, route TEXT NOT NULL, idempotency_key TEXT NOT NULL, fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL, outcome TEXT NOT NULL CHECK (outcome IN ('effect', 'replay', 'refused'))
  ) STRICT;
`;

/** Opens the shop's database and stocks it where it is empty. */
export function openShopDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(schema);
  const insert = database.prepare(
    "INSERT OR IGNORE INTO orders (order_id, customer_id, document) VALUES (?, ?, ?)",
  );
  inTransaction(database, () => {
    for (const order of seedOrders) insert.run(order.order_id, order.customer_id, JSON.stringify(order));
  });
  return database;
}

/** All or nothing; statements are synchronous, so nothing comes between them. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/** Documents of a query's rows, in order. */
export function documents<Document>(database: DatabaseSync, sql: string, ...values: string[]): Document[] {
  return database
    .prepare(sql)
    .all(...values)
    .map((row) => JSON.parse(String(row["document"])) as Document);
}

export function findOrder(database: DatabaseSync, orderId: string): SeedOrder | undefined {
  return documents<SeedOrder>(database, "SELECT document FROM orders WHERE order_id = ?", orderId)[0];
}
