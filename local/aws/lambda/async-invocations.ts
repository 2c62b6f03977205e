import type { Json } from "../../../statemachines/asl/types.ts";
import { runInBackground } from "../background.ts";
import type { Reach } from "../crash-points.ts";
import { DueQueue } from "../due-queue.ts";
import { ignoreJournalFailure, type Journal } from "../journal/journal.ts";
import type { Scheduler } from "../scheduler.ts";
import type { FunctionRunner } from "./function-runner.ts";
import { InvocationRows, type StoredInvocation } from "./invocation-rows.ts";

/** As Lambda: three attempts, the second after a minute, the third two minutes later. */
const RETRY_DELAYS_MS = [60_000, 120_000];

export interface NewInvocation {
  functionName: string;
  payload: Json;
  /** Where the payload goes when all attempts have failed; without one it is dropped and logged. */
  deadLetterQueue?: string;
}

export interface AsyncInvocationsOptions {
  journal: Journal;
  scheduler: Scheduler;
  runner: FunctionRunner;
  uuid: () => string;
  reach: Reach;
  /** Stores a message in a queue, within the journal's open transaction. */
  sendToQueue: (queue: string, body: string) => void;
  log: (message: string) => void;
}

/** Calls that nobody waits for (Lambda's `Event` invocations, rules with a function as target): stored, then delivered at least once. */
export class AsyncInvocations {
  readonly #options: AsyncInvocationsOptions;
  readonly #rows: InvocationRows;
  readonly #due: DueQueue;
  #running = false;

  constructor(options: AsyncInvocationsOptions) {
    this.#options = options;
    this.#rows = new InvocationRows(options.journal);
    this.#due = new DueQueue(options.scheduler, (id) =>
      ignoreJournalFailure(() => this.#deliver(Number(id))),
    );
  }

  add(invocation: NewInvocation): void {
    const { journal, scheduler } = this.#options;
    const dueAtMs = scheduler.nowMs();
    const id = this.#rows.insert(invocation, dueAtMs);
    journal.afterCommit(() => {
      if (this.#running) this.#due.set(String(id), dueAtMs);
    });
  }

  /** Takes up what is stored; calls that were under way when the process died are made again. */
  resume(): void {
    this.#running = true;
    for (const { id, dueAtMs } of this.#rows.pending()) this.#due.set(String(id), dueAtMs);
  }

  stop(): void {
    this.#running = false;
    this.#due.clear();
  }

  #deliver(id: number): void {
    const invocation = this.#rows.find(id);
    if (invocation === undefined) return;
    const { runner, reach, uuid, journal, log } = this.#options;
    reach("queue-delivery:before");
    runInBackground(log, async () => {
      const payload = JSON.parse(invocation.payload) as Json;
      const outcome = await runner.run(invocation.functionName, payload, uuid());
      if (!this.#running) return;
      if (outcome.kind === "returned") this.#rows.delete(id);
      else this.#retry(invocation, `${outcome.errorType}: ${outcome.errorMessage}`);
      journal.afterCommit(() => reach("queue-delivery:after"));
    });
  }

  #retry(invocation: StoredInvocation, reason: string): void {
    const { scheduler, journal, log } = this.#options;
    const attempts = invocation.attempts + 1;
    const delayMs = RETRY_DELAYS_MS[attempts - 1];
    log(`${invocation.functionName} failed (attempt ${attempts}): ${reason}`);
    if (delayMs === undefined) {
      this.#giveUp(invocation);
      return;
    }
    const dueAtMs = scheduler.nowMs() + delayMs;
    this.#rows.postpone(invocation.id, attempts, dueAtMs);
    journal.afterCommit(() => this.#due.set(String(invocation.id), dueAtMs));
  }

  #giveUp(invocation: StoredInvocation): void {
    this.#rows.delete(invocation.id);
    if (invocation.deadLetterQueue === null) {
      this.#options.log(`${invocation.functionName}: an event was dropped after its last attempt`);
      return;
    }
    this.#options.sendToQueue(invocation.deadLetterQueue, invocation.payload);
  }
}
