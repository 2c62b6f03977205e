import type { MachineRef } from "../../domain/workflows/ports.ts";

export interface MachineNaming {
  region: string;
  accountId: string;
  /** Put before every name; empty on one machine. */
  namePrefix: string;
  /** The role that state machines run under. */
  roleArn: string;
}

/** Where releases move the traffic of functions and of deployed state machines. */
const liveAlias = "live";
/** Of a state machine's name. */
const longestName = 80;
const digestLength = 12;

/** How this deployment names state machines and functions; the stacks name theirs by the same convention. */
export function machineNames({ region, accountId, namePrefix, roleArn }: MachineNaming) {
  const partition = roleArn.split(":")[1] ?? "aws";
  const states = `arn:${partition}:states:${region}:${accountId}`;

  /**
   * A deployed machine has its workflow's name. That of a published revision has the digest in its name too, so that a
   * definition never changes under a run.
   */
  function machineName({ workflowName, digest, deployed }: MachineRef): string {
    if (deployed) return `${namePrefix}${workflowName}`;
    const suffix = `-${digest.slice(0, digestLength)}`;
    return `${`${namePrefix}${workflowName}`.slice(0, longestName - suffix.length)}${suffix}`;
  }

  return {
    machineName,
    functionArn: (name: string) =>
      `arn:${partition}:lambda:${region}:${accountId}:function:${namePrefix}${name}:${liveAlias}`,
    /** What an execution is started with: a deployed machine where its alias leads. */
    startArn: (machine: MachineRef) =>
      `${states}:stateMachine:${machineName(machine)}${machine.deployed ? `:${liveAlias}` : ""}`,
    /** However it was started, an execution is named by its machine. */
    executionArn: (machine: MachineRef, runId: string) =>
      `${states}:execution:${machineName(machine)}:${runId}`,
  };
}
