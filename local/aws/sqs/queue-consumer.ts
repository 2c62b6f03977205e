import type { QueueSpec } from "../../../shared/contracts/topology.ts";
import type { Json } from "../../../statemachines/asl/types.ts";
import { runInBackground } from "../background.ts";
import type { Reach } from "../crash-points.ts";
import { DueQueue } from "../due-queue.ts";
import { ServiceError } from "../http/service-error.ts";
import type { Authorizer } from "../iam/authorizer.ts";
import { functionCaller } from "../iam/caller.ts";
import type { Identity } from "../identity.ts";
import { ignoreJournalFailure, type Journal } from "../journal/journal.ts";
import type { FunctionOutcome, FunctionRunner } from "../lambda/function-runner.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Queues, ReceivedMessage } from "./queues.ts";
import { failedMessageIds, sqsEvent } from "./sqs-event.ts";
import { sqsNeeds } from "./sqs-needs.ts";

/** How many batches of one queue are worked on at a time: what Lambda starts with. */
const MAX_CONCURRENT_BATCHES = 5;

/** How long a poller that was refused waits. */
const REFUSED_PAUSE_MS = 10_000;

export interface QueueConsumerOptions {
  queue: string;
  spec: QueueSpec;
  identity: Identity;
  queues: Queues;
  runner: FunctionRunner;
  authorizer: Authorizer;
  journal: Journal;
  scheduler: Scheduler;
  uuid: () => string;
  reach: Reach;
  log: (message: string) => void;
}

/**
 * Lambda's event source mapping with `ReportBatchItemFailures`: feeds a queue to its function. Messages that failed stay
 * hidden until their visibility timeout ends, then come again, and at last go to the dead-letter queue.
 */
export class QueueConsumer {
  readonly #options: QueueConsumerOptions;
  readonly #holder: string;
  readonly #due: DueQueue;
  #stopListening: () => void = () => undefined;
  #activeBatches = 0;
  #running = false;

  constructor(options: QueueConsumerOptions) {
    this.#options = options;
    this.#holder = `mapping:${options.queue}`;
    this.#due = new DueQueue(options.scheduler, () => ignoreJournalFailure(() => this.#poll()));
  }

  /** Starts feeding. Batches that were being worked on when the process died come again at once. */
  resume(): void {
    const { queues, queue } = this.#options;
    this.#running = true;
    queues.release(this.#holder);
    this.#stopListening = queues.onArrival(queue, () => this.#poll());
    this.#poll();
  }

  stop(): void {
    this.#running = false;
    this.#stopListening();
    this.#due.clear();
  }

  #poll(): void {
    const { queue, queues, spec, journal } = this.#options;
    if (this.#running && !this.#mayFeed()) return;
    while (this.#running && this.#activeBatches < MAX_CONCURRENT_BATCHES) {
      const batch = queues.receive(queue, spec.batchSize, spec.visibilityTimeoutSeconds, this.#holder);
      if (batch.length === 0) break;
      this.#activeBatches += 1;
      journal.afterCommit(() => this.#deliver(batch));
    }
    this.#waitForNext();
  }

  /** Lambda's pollers act under the function's role. Without its grants they stop, and look again later. */
  #mayFeed(): boolean {
    if (this.#may("ReceiveMessage") && this.#may("GetQueueAttributes")) return true;
    this.#due.set("next", this.#options.scheduler.nowMs() + REFUSED_PAUSE_MS);
    return false;
  }

  #may(operation: string): boolean {
    const { authorizer, identity, queue, spec } = this.#options;
    try {
      const input = { QueueUrl: queue };
      authorizer.demand(functionCaller(spec.consumer), sqsNeeds(identity, operation, input));
      return true;
    } catch (error) {
      if (error instanceof ServiceError) return false;
      throw error;
    }
  }

  #waitForNext(): void {
    const { queue, queues, scheduler } = this.#options;
    if (!this.#running || this.#activeBatches >= MAX_CONCURRENT_BATCHES) return;
    const atMs = queues.nextVisibleAtMs(queue);
    if (atMs !== null) this.#due.set("next", Math.max(atMs, scheduler.nowMs()));
  }

  #deliver(batch: ReceivedMessage[]): void {
    const { spec, runner, identity, queue, reach, uuid, log } = this.#options;
    reach("queue-delivery:before");
    runInBackground(log, async () => {
      const event = sqsEvent(identity, queue, batch) as Json;
      const outcome = await runner.run(spec.consumer, event, uuid());
      this.#activeBatches -= 1;
      if (!this.#running) return;
      this.#settle(batch, outcome);
      this.#poll();
    });
  }

  #settle(batch: ReceivedMessage[], outcome: FunctionOutcome): void {
    const { queue, queues, spec, log, journal, reach } = this.#options;
    const ids = batch.map(({ messageId }) => messageId);
    const failed = outcome.kind === "returned" ? failedMessageIds(outcome.payload, ids) : new Set(ids);
    if (outcome.kind === "failed")
      log(`${spec.consumer} failed: ${outcome.errorType}: ${outcome.errorMessage}`);
    const mayDelete = this.#may("DeleteMessage");
    for (const message of batch) {
      if (!mayDelete || failed.has(message.messageId)) queues.letGo(message);
      else queues.delete(queue, message.receiptHandle);
    }
    journal.afterCommit(() => reach("queue-delivery:after"));
  }
}
