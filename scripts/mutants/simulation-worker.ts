// A thread that has loaded the simulation with all mutants in it, and judges one after the other.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { setMutant } from "./active-mutant.ts";

const { root, seeds } = workerData as { root: string; seeds: number };
const events = 200;
const reached = setMutant(null);
const module = pathToFileURL(join(root, "tests/simulation/simulate-many.ts")).href;
const { simulateMany } = (await import(module)) as {
  simulateMany(firstSeed: number, seeds: number, events: number): Promise<{ failures: unknown[] }>;
};

parentPort!.on("message", (number: number | null) => void judge(number));
say("ready");

async function judge(number: number | null): Promise<void> {
  reached.clear();
  setMutant(number);
  const { failures } = await simulateMany(1, seeds, events);
  say({ passed: failures.length === 0, reached: [...reached] });
}

function say(what: unknown): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort!.postMessage(what);
}
