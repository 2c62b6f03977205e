import type { Samples } from "./rounds.ts";

/** @throws Error when there are no values */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that a share of the values does not exceed; between two values for the median of an even number. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error("There is no quantile of no values");
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const lower = sorted[below]!;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return lower + (upper - lower) * (place - below);
}

export function medianOf(samples: Samples, name: string): number {
  return median(ratesOf(samples, name));
}

/** The median of the ratios within each round: noise that hits a round hits both sides of its ratio. */
export function medianRatio(samples: Samples, name: string, beside: string): number {
  const others = ratesOf(samples, beside);
  return median(ratesOf(samples, name).map((rate, round) => rate / others[round]!));
}

function ratesOf(samples: Samples, name: string): readonly number[] {
  const rates = samples.get(name);
  if (rates === undefined) throw new Error(`Nothing was measured for ${name}`);
  return rates;
}
