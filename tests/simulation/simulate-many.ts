import { simulate } from "./simulation.ts";

export interface ManyResults {
  failures: { seed: number; violation: string; replay: string }[];
  /** How often each thing happened in all of them. */
  counts: Map<string, number>;
}

/** Seeds one after the other; stops at the first that fails. */
export async function simulateMany(firstSeed: number, seeds: number, events: number): Promise<ManyResults> {
  const results: ManyResults = { failures: [], counts: new Map() };
  for (let seed = firstSeed; seed < firstSeed + seeds && results.failures.length === 0; seed += 1) {
    const { violation, counts } = await simulate(seed, events);
    for (const [what, count] of counts) results.counts.set(what, (results.counts.get(what) ?? 0) + count);
    if (violation === null) continue;
    const replay = `node tests/simulation/replay.ts ${seed} ${events}`;
    results.failures.push({ seed, violation, replay });
  }
  return results;
}
