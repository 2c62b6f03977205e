import { randomBytes } from "node:crypto";
import type { QueueSpec } from "../../../shared/contracts/topology.ts";
import type { Journal } from "../journal/journal.ts";
import type { Scheduler } from "../scheduler.ts";
import { QueueRows, type MessageCounts, type StoredMessage } from "./queue-rows.ts";

/** How a queue treats its messages. */
export interface QueueBehaviour {
  visibilityTimeoutSeconds: number;
  /** After how many receives a message moves, and where to; dead-letter queues keep theirs. */
  redrive?: { maxReceives: number; deadLetterQueue: string };
}

/**
 * A message is not to blame for a host that was killed while it was being worked on, so such receives do not bring it to
 * the dead-letter queue; but one that keeps killing the host has to stop somewhere.
 */
const MOST_INTERRUPTIONS = 100;

export interface ReceivedMessage extends StoredMessage {
  receiptHandle: string;
}

export interface QueuesOptions {
  journal: Journal;
  scheduler: Scheduler;
  behaviours: ReadonlyMap<string, QueueBehaviour>;
  uuid: () => string;
}

/** The dead-letter queue of a queue or a rule. */
export function deadLetterQueueOf(name: string): string {
  return `${name}-dlq`;
}

/** Each queue of the topology with its dead-letter queue, and the dead-letter queues of `others`. */
export function queueBehaviours(
  queues: Readonly<Record<string, QueueSpec>>,
  others: readonly string[],
): Map<string, QueueBehaviour> {
  const behaviours = new Map<string, QueueBehaviour>();
  for (const [name, { visibilityTimeoutSeconds, maxReceives }] of Object.entries(queues)) {
    const deadLetterQueue = deadLetterQueueOf(name);
    behaviours.set(deadLetterQueue, { visibilityTimeoutSeconds });
    behaviours.set(name, { visibilityTimeoutSeconds, redrive: { maxReceives, deadLetterQueue } });
  }
  for (const name of others) behaviours.set(deadLetterQueueOf(name), { visibilityTimeoutSeconds: 30 });
  return behaviours;
}

/** Queues of the journal: sending, receiving under a lease, deleting with the lease's receipt. */
export class Queues {
  readonly #options: QueuesOptions;
  readonly #rows: QueueRows;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(options: QueuesOptions) {
    this.#options = options;
    this.#rows = new QueueRows(options.journal);
  }

  has(queue: string): boolean {
    return this.#options.behaviours.has(queue);
  }

  names(): string[] {
    return [...this.#options.behaviours.keys()].sort();
  }

  behaviour(queue: string): QueueBehaviour {
    return this.#options.behaviours.get(queue)!;
  }

  /** Stores a message, to be seen after the commit. @returns its message id */
  send(queue: string, body: string, attributes = "{}", delaySeconds = 0): string {
    const messageId = this.#options.uuid();
    const sentAtMs = this.#options.scheduler.nowMs();
    const visibleAtMs = sentAtMs + delaySeconds * 1000;
    this.#rows.insert({ queue, messageId, body, attributes, sentAtMs, visibleAtMs });
    this.#notify(queue);
    return messageId;
  }

  /**
   * Takes up to `limit` visible messages for `visibilityTimeoutSeconds`. What was received too often moves to the
   * dead-letter queue instead. `holder` marks a lease that ends with the process.
   */
  receive(
    queue: string,
    limit: number,
    visibilityTimeoutSeconds = this.behaviour(queue).visibilityTimeoutSeconds,
    holder: string | null = null,
  ): ReceivedMessage[] {
    const nowMs = this.#options.scheduler.nowMs();
    const received: ReceivedMessage[] = [];
    for (const message of this.#rows.visible(queue, nowMs, limit)) {
      if (this.#buried(queue, message, nowMs)) continue;
      const receipt = randomBytes(16).toString("hex");
      const untilMs = nowMs + visibilityTimeoutSeconds * 1000;
      this.#rows.take(message.id, { receipt, holder, untilMs, nowMs });
      received.push({
        ...message,
        receipt,
        receiveCount: message.receiveCount + 1,
        firstReceivedAtMs: message.firstReceivedAtMs ?? nowMs,
        visibleAtMs: untilMs,
        receiptHandle: `${message.id}.${receipt}`,
      });
    }
    return received;
  }

  /** Deletes a message; a receipt that a later receive has replaced deletes nothing, as in a standard queue. */
  delete(queue: string, receiptHandle: string): "done" | "invalid" {
    const found = this.#byReceipt(queue, receiptHandle);
    if (found === "invalid") return found;
    if (found !== undefined) this.#rows.delete(found.id);
    return "done";
  }

  /** Sets when a received message may be received again, counted from now. */
  changeVisibility(
    queue: string,
    receiptHandle: string,
    timeoutSeconds: number,
  ): "done" | "invalid" | "not-in-flight" {
    const found = this.#byReceipt(queue, receiptHandle);
    if (found === "invalid") return found;
    const nowMs = this.#options.scheduler.nowMs();
    if (found === undefined || found.visibleAtMs <= nowMs) return "not-in-flight";
    this.#rows.hideUntil(found.id, nowMs + timeoutSeconds * 1000);
    this.#notify(queue);
    return "done";
  }

  /** A holder has answered without deleting the message: it comes again after its visibility timeout. */
  letGo(message: ReceivedMessage): void {
    this.#rows.letGo(message.id);
  }

  /** Makes the messages of a holder that died visible again at once. */
  release(holder: string): void {
    this.#rows.release(holder, this.#options.scheduler.nowMs());
  }

  count(queue: string): MessageCounts {
    return this.#rows.count(queue, this.#options.scheduler.nowMs());
  }

  nextVisibleAtMs(queue: string): number | null {
    return this.#rows.nextVisibleAtMs(queue);
  }

  /** Calls back after each commit that may have made a message of the queue visible. @returns stops it */
  onArrival(queue: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(queue) ?? new Set();
    this.#listeners.set(queue, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  #buried(queue: string, message: StoredMessage, nowMs: number): boolean {
    const { redrive } = this.behaviour(queue);
    if (redrive === undefined) return false;
    const answered = message.receiveCount - message.interruptions;
    if (answered < redrive.maxReceives && message.interruptions < MOST_INTERRUPTIONS) return false;
    this.#rows.move(message.id, redrive.deadLetterQueue, nowMs);
    this.#notify(redrive.deadLetterQueue);
    return true;
  }

  #byReceipt(queue: string, receiptHandle: string): StoredMessage | undefined | "invalid" {
    const parts = /^(\d{1,15})\.([0-9a-f]{32})$/.exec(receiptHandle);
    if (parts === null) return "invalid";
    const message = this.#rows.find(queue, Number(parts[1]));
    return message?.receipt === parts[2] ? message : undefined;
  }

  #notify(queue: string): void {
    const listeners = this.#listeners.get(queue);
    if (listeners === undefined) return;
    this.#options.journal.afterCommit(() => {
      for (const listener of listeners) listener();
    });
  }
}
