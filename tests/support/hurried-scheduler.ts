import type { Scheduler } from "../../local/aws/scheduler.ts";

interface Alarm {
  atMs: number;
  callback: () => void;
  timer: NodeJS.Timeout;
}

/** The machine's clock and timers, until somebody is in a hurry: then time that has not passed is skipped. */
export class HurriedScheduler implements Scheduler {
  readonly #alarms = new Set<Alarm>();
  #skippedMs = 0;

  nowMs(): number {
    return Date.now() + this.#skippedMs;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const alarm: Alarm = {
      atMs: this.nowMs() + delayMs,
      callback,
      timer: setTimeout(() => this.#fire(alarm), Math.max(0, delayMs)),
    };
    alarm.timer.unref();
    this.#alarms.add(alarm);
    return () => this.#cancel(alarm);
  }

  /** Skips time: what falls due within it happens now, in order. */
  skip(ms: number): void {
    this.#skippedMs += ms;
    const due = [...this.#alarms].filter(({ atMs }) => atMs <= this.nowMs());
    for (const alarm of due.sort((a, b) => a.atMs - b.atMs)) if (this.#alarms.has(alarm)) this.#fire(alarm);
    for (const alarm of this.#alarms) {
      clearTimeout(alarm.timer);
      alarm.timer = setTimeout(() => this.#fire(alarm), Math.max(0, alarm.atMs - this.nowMs()));
      alarm.timer.unref();
    }
  }

  #fire(alarm: Alarm): void {
    this.#cancel(alarm);
    alarm.callback();
  }

  #cancel(alarm: Alarm): void {
    clearTimeout(alarm.timer);
    this.#alarms.delete(alarm);
  }
}
