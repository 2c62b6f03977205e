/**
 * What one validation may cost. A schema can ask for exponential work (references that double) or for many pattern
 * matches; each of those steps burns fuel, and a validation that runs dry is given up. Validation is synchronous, so
 * one tank serves all.
 */
export class FuelSpentError extends Error {}

const fullTank = 200_000;
let fuel = fullTank;

/** Runs `work` on a full tank. @throws FuelSpentError */
export function withFuel<T>(work: () => T): T {
  fuel = fullTank;
  return work();
}

export function burnFuel(amount: number): true {
  fuel -= amount;
  if (fuel < 0) throw new FuelSpentError("the schema asks for too much work");
  return true;
}
