/**
 * A compiled expression only ever answers what stock jsonata would answer. Where it meets an error or a case it does
 * not cover, it bails out, and stock jsonata decides: so error codes and texts are jsonata's own.
 */
class BailOut {}

const BAIL_OUT = new BailOut();

export function bailOut(): never {
  throw BAIL_OUT;
}
