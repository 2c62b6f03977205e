import { setFlagsFromString } from "node:v8";

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
 * alike. They are warmed up before.
 */
export async function measureInRounds(
  contenders: readonly Contender[],
  { rounds, durationMs, onRound }: RoundsOptions,
): Promise<Samples> {
  keepCompiledCode();
  onRound(0);
  for (const contender of contenders) await warmUp(contender, durationMs);
  const samples = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    onRound(round);
    for (const contender of contenders)
      samples.get(contender.name)!.push(await contender.measure(durationMs));
  }
  return samples;
}

/** Until this process has worked for as long, however little of the machine it gets; within limits. */
async function warmUp(contender: Contender, durationMs: number): Promise<void> {
  for (let turn = 0; turn < MAX_WARM_UP_TURNS; turn++) {
    const before = process.cpuUsage();
    await contender.measure(durationMs);
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 >= durationMs) return;
  }
}

const MAX_WARM_UP_TURNS = 4;

/** A contender is not to be compiled anew in every round because its code has lain idle in between. */
function keepCompiledCode(): void {
  setFlagsFromString("--no-flush-bytecode");
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
