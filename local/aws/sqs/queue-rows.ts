import type { StatementSync } from "node:sqlite";
import type { Journal } from "../journal/journal.ts";

export interface StoredMessage {
  id: number;
  messageId: string;
  body: string;
  /** JSON text of the message's own attributes. */
  attributes: string;
  sentAtMs: number;
  visibleAtMs: number;
  receiveCount: number;
  /** How many receives ended with the death of the process instead of with an answer. */
  interruptions: number;
  firstReceivedAtMs: number | null;
  receipt: string | null;
}

export interface NewMessage {
  queue: string;
  messageId: string;
  body: string;
  attributes: string;
  sentAtMs: number;
  visibleAtMs: number;
}

export interface MessageCounts {
  visible: number;
  inFlight: number;
  delayed: number;
}

const COLUMNS = `id, message_id AS messageId, body, attributes, sent_at_ms AS sentAtMs, visible_at_ms AS visibleAtMs,
  receive_count AS receiveCount, interruptions, first_received_at_ms AS firstReceivedAtMs, receipt`;

/** The table `messages`. */
export class QueueRows {
  readonly #journal: Journal;
  readonly #insert: StatementSync;
  readonly #visible: StatementSync;
  readonly #next: StatementSync;
  readonly #take: StatementSync;
  readonly #move: StatementSync;
  readonly #find: StatementSync;
  readonly #delete: StatementSync;
  readonly #hide: StatementSync;
  readonly #release: StatementSync;
  readonly #letGo: StatementSync;
  readonly #count: StatementSync;

  constructor(journal: Journal) {
    const { database } = journal;
    this.#journal = journal;
    this.#insert = database.prepare(
      "INSERT INTO messages (queue, message_id, body, attributes, sent_at_ms, visible_at_ms) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#visible = database.prepare(
      `SELECT ${COLUMNS} FROM messages WHERE queue = ? AND visible_at_ms <= ? ORDER BY visible_at_ms, id LIMIT ?`,
    );
    this.#next = database.prepare("SELECT min(visible_at_ms) AS atMs FROM messages WHERE queue = ?");
    this.#take = database.prepare(
      `UPDATE messages SET visible_at_ms = ?, receive_count = receive_count + 1, receipt = ?, holder = ?,
       first_received_at_ms = coalesce(first_received_at_ms, ?) WHERE id = ?`,
    );
    this.#move = database.prepare(
      "UPDATE messages SET queue = ?, visible_at_ms = ?, receive_count = 0, interruptions = 0, first_received_at_ms = NULL, receipt = NULL, holder = NULL WHERE id = ?",
    );
    this.#find = database.prepare(`SELECT ${COLUMNS} FROM messages WHERE queue = ? AND id = ?`);
    this.#delete = database.prepare("DELETE FROM messages WHERE id = ?");
    this.#hide = database.prepare("UPDATE messages SET visible_at_ms = ? WHERE id = ?");
    this.#release = database.prepare(
      "UPDATE messages SET visible_at_ms = ?, holder = NULL, interruptions = interruptions + 1 WHERE holder = ?",
    );
    this.#letGo = database.prepare("UPDATE messages SET holder = NULL WHERE id = ?");
    this.#count = database.prepare(
      `SELECT count(*) FILTER (WHERE visible_at_ms <= :nowMs) AS visible,
       count(*) FILTER (WHERE visible_at_ms > :nowMs AND receive_count > 0) AS inFlight,
       count(*) FILTER (WHERE visible_at_ms > :nowMs AND receive_count = 0) AS delayed
       FROM messages WHERE queue = :queue`,
    );
  }

  insert(message: NewMessage): void {
    const { queue, messageId, body, attributes, sentAtMs, visibleAtMs } = message;
    this.#journal.write(() => this.#insert.run(queue, messageId, body, attributes, sentAtMs, visibleAtMs));
  }

  /** Messages that may be received now, oldest first. */
  visible(queue: string, nowMs: number, limit: number): StoredMessage[] {
    return this.#visible.all(queue, nowMs, limit) as unknown as StoredMessage[];
  }

  /** When the next message of the queue may be received; null when the queue is empty. */
  nextVisibleAtMs(queue: string): number | null {
    return this.#next.get(queue)?.["atMs"] as number | null;
  }

  take(id: number, lease: { receipt: string; holder: string | null; untilMs: number; nowMs: number }): void {
    this.#journal.write(() => this.#take.run(lease.untilMs, lease.receipt, lease.holder, lease.nowMs, id));
  }

  move(id: number, queue: string, visibleAtMs: number): void {
    this.#journal.write(() => this.#move.run(queue, visibleAtMs, id));
  }

  find(queue: string, id: number): StoredMessage | undefined {
    return this.#find.get(queue, id) as unknown as StoredMessage | undefined;
  }

  delete(id: number): void {
    this.#journal.write(() => this.#delete.run(id));
  }

  hideUntil(id: number, visibleAtMs: number): void {
    this.#journal.write(() => this.#hide.run(visibleAtMs, id));
  }

  /** The receive has been answered; the message stays hidden until its time. */
  letGo(id: number): void {
    this.#journal.write(() => this.#letGo.run(id));
  }

  /** Makes everything that `holder` had received visible again, as an interruption. */
  release(holder: string, nowMs: number): void {
    this.#journal.write(() => this.#release.run(nowMs, holder));
  }

  count(queue: string, nowMs: number): MessageCounts {
    return this.#count.get({ nowMs, queue }) as unknown as MessageCounts;
  }
}
