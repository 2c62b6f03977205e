import type { Scheduler } from "../scheduler.ts";

interface Alarm {
  atMs: number;
  callback: () => void;
}

/** A clock that stands still until a test moves it; timers fire in order of their time. */
export class VirtualScheduler implements Scheduler {
  #nowMs: number;
  readonly #alarms = new Set<Alarm>();

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const alarm = { atMs: this.#nowMs + Math.max(0, delayMs), callback };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Moves the clock on and fires, in order, what falls due on the way. */
  advance(byMs: number): void {
    const targetMs = this.#nowMs + byMs;
    for (let next = this.#earliest(); next !== undefined && next.atMs <= targetMs; next = this.#earliest()) {
      this.#alarms.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
    }
    this.#nowMs = targetMs;
  }

  /** Sets the wall clock without any timer noticing, as an operator or NTP would. */
  setWallClock(nowMs: number): void {
    const shiftMs = nowMs - this.#nowMs;
    for (const alarm of this.#alarms) alarm.atMs += shiftMs;
    this.#nowMs = nowMs;
  }

  #earliest(): Alarm | undefined {
    let found: Alarm | undefined;
    for (const alarm of this.#alarms) if (found === undefined || alarm.atMs < found.atMs) found = alarm;
    return found;
  }
}
