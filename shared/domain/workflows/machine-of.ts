import type { Run } from "../../contracts/run.ts";
import type { MachineRef } from "./ports.ts";

/** The state machine that a run is on. */
export function machineOf({ workflowName, workflowDigest, deployed }: Run): MachineRef {
  return { workflowName, digest: workflowDigest, deployed };
}
