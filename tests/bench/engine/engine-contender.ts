import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import { type Contender, repeat } from "../rounds.ts";
import type { Workload } from "./workloads.ts";

/** Runs one execution to its end. @returns its output */
export type RunExecution = (input: JsonObject) => Promise<Json>;

/** An engine that runs one execution after the other, once it has shown that its output is the right one. */
export async function engineContender(
  name: string,
  workload: Workload,
  run: RunExecution,
): Promise<Contender> {
  await assertOutput(name, workload, run);
  return { name, measure: (durationMs) => repeat(durationMs, () => run(workload.input)) };
}

/** @throws Error when the engine's output is not that of the plain code */
export async function assertOutput(name: string, workload: Workload, run: RunExecution): Promise<void> {
  const wanted = JSON.stringify(await workload.bare(workload.input, async (payload) => payload));
  const got = JSON.stringify(await run(workload.input));
  if (got !== wanted) throw new Error(`${name} gives\n${got}\nand not\n${wanted}`);
}
