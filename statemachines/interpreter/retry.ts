import type { Retrier } from "../asl/types.ts";
import type { CompiledRetrier } from "./machine.ts";

const DEFAULTS = { intervalSeconds: 1, maxAttempts: 3, backoffRate: 2 };

export function compileRetrier(retrier: Retrier): CompiledRetrier {
  return {
    errors: new Set(retrier.ErrorEquals),
    intervalSeconds: retrier.IntervalSeconds ?? DEFAULTS.intervalSeconds,
    maxAttempts: retrier.MaxAttempts ?? DEFAULTS.maxAttempts,
    backoffRate: retrier.BackoffRate ?? DEFAULTS.backoffRate,
    maxDelaySeconds: retrier.MaxDelaySeconds ?? Infinity,
    fullJitter: retrier.JitterStrategy === "FULL",
  };
}

/**
 * How long to wait before an attempt, `used` attempts having been made already: the interval grows by the backoff
 * rate up to the greatest delay; with full jitter it is a random part of that.
 */
export function retryDelayMs(retrier: CompiledRetrier, used: number, random: () => number): number {
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** used, retrier.maxDelaySeconds);
  return Math.round(seconds * 1000 * (retrier.fullJitter ? random() : 1));
}
