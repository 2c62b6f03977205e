const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/**
 * The first number in [0, 1) of `java.util.Random(seed)`: its 48-bit linear congruential generator, which is what a
 * seeded random number of Step Functions has to be repeatable with. Source: the class's own documentation.
 */
export function seededRandom(seed: number): number {
  let state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  const next = (bits: bigint): number => {
    state = (state * MULTIPLIER + 0xbn) & MASK;
    return Number(state >> (48n - bits));
  };
  return (next(26n) * 2 ** 27 + next(27n)) / 2 ** 53;
}
