// `node tests/simulation/replay.ts SEED [EVENTS]`: runs one seed again and prints everything that happened.
import { simulate } from "./simulation.ts";

const [seed = "1", events = "200"] = process.argv.slice(2);
const { log, violation, traceHash } = await simulate(Number(seed), Number(events), true);
console.log(log.join("\n"));
console.log(violation ?? "Nothing was found wrong.");
console.log(`trace ${traceHash}`);
process.exitCode = violation === null ? 0 : 1;
