import { Random } from "../random.ts";

export const meanServiceMs = 300_000;

export interface Customer {
  arrivalMs: number;
  serviceMs: number;
}

/** Poisson arrivals and exponential service for `servers` at this utilisation; the same for the same seed. */
export function* workload(seed: number, servers: number, utilisation: number): Generator<Customer> {
  const random = new Random(seed);
  const meanPauseMs = meanServiceMs / (servers * utilisation);
  for (let arrivalMs = 0; ;) {
    arrivalMs += random.exponential(meanPauseMs);
    const serviceMs = Math.max(1, Math.round(random.exponential(meanServiceMs)));
    yield { arrivalMs: Math.round(arrivalMs), serviceMs };
  }
}
