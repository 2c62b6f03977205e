/** Time as an argument: tests turn the clock themselves. */
export interface Scheduler {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Calls back once, after at least `delayMs` as far as the underlying timer can tell. @returns cancels the call */
  schedule(delayMs: number, callback: () => void): () => void;
}

/** The machine's own clock and timers. Its timers keep no process alive. */
export const systemScheduler: Scheduler = {
  nowMs: () => Date.now(),
  schedule(delayMs, callback) {
    const timer = setTimeout(callback, Math.max(0, delayMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
