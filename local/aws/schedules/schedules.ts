import type { ScheduleSpec } from "../../../shared/contracts/topology.ts";
import { runInBackground } from "../background.ts";
import type { Reach } from "../crash-points.ts";
import { DueQueue } from "../due-queue.ts";
import { isoSeconds } from "../event-bridge/event-bus.ts";
import { arnOf, type Identity } from "../identity.ts";
import { ignoreJournalFailure, type Journal } from "../journal/journal.ts";
import type { FunctionRunner } from "../lambda/function-runner.ts";
import type { Scheduler } from "../scheduler.ts";
import { ScheduleRows } from "./schedule-rows.ts";

export interface SchedulesOptions {
  identity: Identity;
  schedules: Readonly<Record<string, ScheduleSpec>>;
  runner: FunctionRunner;
  journal: Journal;
  scheduler: Scheduler;
  uuid: () => string;
  reach: Reach;
  log: (message: string) => void;
}

/**
 * Runs functions every so many seconds. A run that is not over when the next one is due makes that one wait for it; runs
 * missed while the host was down are made up by one. A run counts once it is over: one that died with the process is
 * repeated.
 */
export class Schedules {
  readonly #options: SchedulesOptions;
  readonly #rows: ScheduleRows;
  readonly #due: DueQueue;
  #running = false;

  constructor(options: SchedulesOptions) {
    this.#options = options;
    this.#rows = new ScheduleRows(options.journal);
    this.#due = new DueQueue(options.scheduler, (name) => ignoreJournalFailure(() => this.#fire(name)));
  }

  resume(): void {
    this.#running = true;
    const nowMs = this.#options.scheduler.nowMs();
    for (const [name, { everySeconds }] of Object.entries(this.#options.schedules)) {
      const latestMs = nowMs + everySeconds * 1000;
      const storedMs = this.#rows.dueAtMs(name);
      if (storedMs === undefined) this.#rows.save(name, latestMs);
      // The interval may have been shortened since.
      this.#due.set(name, Math.min(storedMs ?? latestMs, latestMs));
    }
  }

  stop(): void {
    this.#running = false;
    this.#due.clear();
  }

  #fire(name: string): void {
    const { schedules, runner, scheduler, journal, uuid, reach, log } = this.#options;
    const spec = schedules[name]!;
    reach("timer-fire:before");
    const firedAtMs = scheduler.nowMs();
    runInBackground(log, async () => {
      const outcome = await runner.run(spec.function, this.#event(name, firedAtMs), uuid());
      if (!this.#running) return;
      if (outcome.kind === "failed")
        log(`${spec.function} failed: ${outcome.errorType}: ${outcome.errorMessage}`);
      const dueAtMs = Math.max(firedAtMs + spec.everySeconds * 1000, scheduler.nowMs());
      this.#rows.save(name, dueAtMs);
      journal.afterCommit(() => {
        reach("timer-fire:after");
        if (this.#running) this.#due.set(name, dueAtMs);
      });
    });
  }

  #event(name: string, atMs: number) {
    const { identity, uuid } = this.#options;
    return {
      version: "0",
      id: uuid(),
      "detail-type": "Scheduled Event",
      source: "aws.events",
      account: identity.accountId,
      time: isoSeconds(atMs),
      region: identity.region,
      resources: [arnOf(identity, "events", `rule/${name}`)],
      detail: {},
    };
  }
}
