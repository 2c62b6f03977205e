// `node tests/simulation/run.ts SEEDS [FIRST-SEED]`: the simulation alone, without a test runner.
import { simulateMany } from "./simulate-many.ts";

const events = 200;
const [seeds = "2000", first = "1"] = process.argv.slice(2);
const startedAtMs = performance.now();
const { failures } = await simulateMany(Number(first), Number(seeds), events);
for (const { violation, replay } of failures) console.log(`${violation}\n  ${replay}`);
console.log(
  `${seeds} seeds of ${events} events in ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s, ${failures.length} failed`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
