import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Something that is measured against others. */
export interface Contender {
  name: string;
  /** Works for about `durationMs`. @returns how many units it did per second */
  measure(durationMs: number): Promise<number>;
}

export interface RoundsOptions {
  rounds: number;
  /** For one contender in one round. */
  durationMs: number;
  /** Told of each round that begins; the one that warms up is number 0. */
  onRound: (round: number) => void;
}

/** Rates per second by contender, one for each round: equal places were measured next to each other. */
export type Samples = ReadonlyMap<string, readonly number[]>;

/**
 * Measures all contenders in turn, round after round (A B C, A B C, …), so that what disturbs the machine disturbs them
 * alike. A first, longer round warms up and is
 * thrown away.
 */
export async function measureInRounds(
  contenders: readonly Contender[],
  { rounds, durationMs, onRound }: RoundsOptions,
): Promise<Samples> {
  const samples = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  const collectGarbage = garbageCollector();
  for (let round = 0; round <= rounds; round++) {
    onRound(round);
    for (const contender of contenders) {
      collectGarbage();
      const rate = await contender.measure(round === 0 ? durationMs * WARM_UP_FACTOR : durationMs);
      if (round > 0) samples.get(contender.name)!.push(rate);
    }
  }
  return samples;
}

/** Calls `work` again and again, one call after the other. @returns calls per second */
export async function repeat(durationMs: number, work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  let calls = 0;
  let elapsedMs = 0;
  while (elapsedMs < durationMs) {
    for (let call = 0; call < CALLS_BETWEEN_LOOKS; call++) await work();
    calls += CALLS_BETWEEN_LOOKS;
    elapsedMs = performance.now() - startedAtMs;
  }
  return (calls / elapsedMs) * 1000;
}

const CALLS_BETWEEN_LOOKS = 16;

const WARM_UP_FACTOR = 2;

/** One contender's garbage is not to be collected in the next one's time. */
function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
