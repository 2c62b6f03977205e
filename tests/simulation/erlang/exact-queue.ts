import type { Customer } from "./workload.ts";

/**
 * How long each customer waits for one of `servers`, first come first served, by the recursion of J. Kiefer and J. Wolfowitz
 * (1955): who comes next is served by whoever is free first.
 */
export function* waitsByRecursion(customers: Iterable<Customer>, servers: number): Generator<number> {
  const freeAtMs = Array.from({ length: servers }, () => 0);
  for (const { arrivalMs, serviceMs } of customers) {
    const first = freeAtMs.indexOf(Math.min(...freeAtMs));
    const startMs = Math.max(arrivalMs, freeAtMs[first]!);
    freeAtMs[first] = startMs + serviceMs;
    yield startMs - arrivalMs;
  }
}
