import type { Contender } from "../rounds.ts";
import { naiveEngine } from "../naive-engine.ts";
import { assertOutput, engineContender } from "./engine-contender.ts";
import type { JournaledEngine } from "./journaled-engine.ts";
import { localStepFunctions } from "./local-stepfunctions.ts";
import { memoryEngine } from "./memory-engine.ts";
import { noOperation, type Workload } from "./workloads.ts";

/** Executions that are started before the first of them has to have ended. */
export const IN_FLIGHT = 128;

export const ENGINES = {
  bare: "plain async/await (the bound)",
  memory: "this engine, in memory",
  history: "this engine, in memory, with its history",
  journaled: `this engine, journaled, ${IN_FLIGHT} in flight`,
  peer: "aws-local-stepfunctions 3.0.0 (JSONPath)",
  naive: "naive loop on stock jsonata 2.0.6",
} as const;

export type EngineName = keyof typeof ENGINES;

/** Where a contender stands in the samples. */
export function sampleName(workload: Workload, engine: EngineName): string {
  return `${workload.name}: ${ENGINES[engine]}`;
}

/** All engines on one workload, each held to the same output. */
export async function engineContenders(workload: Workload, journaled: JournaledEngine): Promise<Contender[]> {
  const { jsonata, jsonPath } = workload;
  const one = (engine: EngineName, run: Parameters<typeof engineContender>[2]) =>
    engineContender(sampleName(workload, engine), workload, run);
  return [
    await one("bare", (input) => workload.bare(input, noOperation)),
    await one("memory", memoryEngine(jsonata, noOperation, false)),
    await one("history", memoryEngine(jsonata, noOperation, true)),
    await one("peer", localStepFunctions(jsonPath, noOperation)),
    await one("naive", naiveEngine(jsonata, noOperation)),
    await journaledContender(workload, journaled),
  ];
}

/** Keeps executions in flight all the time: what has been started is waited for, and counted. */
async function journaledContender(workload: Workload, engine: JournaledEngine): Promise<Contender> {
  const name = sampleName(workload, "journaled");
  const machine = await engine.createMachine(workload.name.replaceAll(" ", "-"), workload.jsonata);
  await assertOutput(name, workload, (input) => engine.run(machine, input));
  return {
    name,
    async measure(durationMs) {
      const startedAtMs = performance.now();
      let ended = 0;
      const keepRunning = async () => {
        while (performance.now() - startedAtMs < durationMs) {
          await engine.run(machine, workload.input);
          ended++;
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, keepRunning));
      return (ended / (performance.now() - startedAtMs)) * 1000;
    },
  };
}
