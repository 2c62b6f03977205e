import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { HttpProblem } from "../loopback/http-problem.ts";
import { inTransaction } from "./shop-database.ts";

export interface KeyedRequest {
  route: string;
  idempotencyKey: string;
  body: unknown;
}

export interface StoredAnswer {
  status: number;
  body: unknown;
  replayed: boolean;
}

/** One attempt to have an effect, for an auditor. */
export interface Attempt {
  at: string;
  route: string;
  idempotency_key: string;
  fingerprint: string;
  status: number;
  /** `effect`: it happened now; `replay`: the answer of an earlier attempt was given again; `refused`: nothing happened. */
  outcome: "effect" | "replay" | "refused";
}

/**
 * Does `work` once for each key: the effect, its answer and the attempt are stored in one transaction, and the same
 * request gets the same answer again. A key that comes back with another body is refused with 422.
 */
export function oncePerKey(
  database: DatabaseSync,
  request: KeyedRequest,
  nowMs: () => number,
  work: () => { status: number; body: unknown },
): StoredAnswer {
  const fingerprint = createHash("sha256").update(JSON.stringify(request.body)).digest("hex").slice(0, 32);
  const record = (status: number, outcome: Attempt["outcome"]) =>
    database
      .prepare(
        "INSERT INTO attempts (at, route, idempotency_key, fingerprint, status, outcome) VALUES (?, ?, ?, ?, ?, ?)",
      )
      .run(
        new Date(nowMs()).toISOString(),
        request.route,
        request.idempotencyKey,
        fingerprint,
        status,
        outcome,
      );
  try {
    return inTransaction(database, () => {
      const earlier = readAnswer(database, request);
      if (earlier === undefined) {
        const { status, body } = work();
        storeAnswer(database, request, fingerprint, status, body);
        record(status, "effect");
        return { status, body, replayed: false };
      }
      if (earlier.fingerprint !== fingerprint) {
        throw new HttpProblem(
          422,
          "idempotency_key_reused",
          "This Idempotency-Key was used with another body",
        );
      }
      record(earlier.status, "replay");
      return { status: earlier.status, body: earlier.body, replayed: true };
    });
  } catch (error) {
    // A refusal rolls the transaction back; the attempt is still to be seen.
    if (error instanceof HttpProblem) record(error.status, "refused");
    throw error;
  }
}

export function readAttempts(database: DatabaseSync): Attempt[] {
  const columns = "at, route, idempotency_key, fingerprint, status, outcome";
  return database.prepare(`SELECT ${columns} FROM attempts ORDER BY number`).all() as unknown as Attempt[];
}

function readAnswer(database: DatabaseSync, { route, idempotencyKey }: KeyedRequest) {
  const row = database
    .prepare("SELECT fingerprint, status, body FROM answers WHERE route = ? AND idempotency_key = ?")
    .get(route, idempotencyKey);
  if (row === undefined) return undefined;
  const body = JSON.parse(String(row["body"])) as unknown;
  return { fingerprint: String(row["fingerprint"]), status: Number(row["status"]), body };
}

function storeAnswer(
  database: DatabaseSync,
  { route, idempotencyKey }: KeyedRequest,
  fingerprint: string,
  status: number,
  body: unknown,
): void {
  database
    .prepare("INSERT INTO answers (route, idempotency_key, fingerprint, status, body) VALUES (?, ?, ?, ?, ?)")
    .run(route, idempotencyKey, fingerprint, status, JSON.stringify(body));
}
