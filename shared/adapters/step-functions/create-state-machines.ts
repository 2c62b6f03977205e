import type { DescribeExecutionCommandOutput, SFNClient } from "@aws-sdk/client-sfn";
import { NotFoundError } from "../../contracts/errors.ts";
import type { ExecutionOutcome, MachineRef, StateMachines } from "../../domain/workflows/ports.ts";
import { substitutePlaceholders } from "./substitute-placeholders.ts";

export interface StateMachinesConfig {
  region: string;
  accountId: string;
  /** The role that state machines run under. */
  roleArn: string;
}

/** Step Functions through its SDK, which is loaded at the first call: it costs some 60 ms of a cold start. */
export function createStateMachines(config: StateMachinesConfig): StateMachines {
  const arns = arnsOf(config);
  let loading: Promise<{ sdk: typeof import("@aws-sdk/client-sfn"); client: SFNClient }> | undefined;
  const sfn = () =>
    (loading ??= import("@aws-sdk/client-sfn").then((sdk) => ({
      sdk,
      client: new sdk.SFNClient({ region: config.region }),
    })));

  return {
    async publish(workflow, digest) {
      const { sdk, client } = await sfn();
      await client.send(
        new sdk.CreateStateMachineCommand({
          name: machineName({ workflowName: workflow.name, digest }),
          roleArn: config.roleArn,
          type: "STANDARD",
          definition: JSON.stringify(substitutePlaceholders(workflow.stateMachine, arns.functionArn)),
        }),
      );
    },
    async start(machine, runId, input) {
      const { sdk, client } = await sfn();
      const command = new sdk.StartExecutionCommand({
        stateMachineArn: arns.machineArn(machine),
        name: runId,
        input: JSON.stringify(input),
      });
      try {
        await client.send(command);
      } catch (error) {
        if (isNamed(error, "ExecutionAlreadyExists")) return;
        if (!isNamed(error, "StateMachineDoesNotExist")) throw error;
        throw new NotFoundError(`There is no state machine ${machineName(machine)}.`, { cause: error });
      }
    },
    async stop(machine, runId) {
      const { sdk, client } = await sfn();
      const command = new sdk.StopExecutionCommand({
        executionArn: arns.executionArn(machine, runId),
        error: "RunStopped",
        cause: "The run was stopped on request.",
      });
      await client.send(command).catch(ignore("ExecutionDoesNotExist"));
    },
    async describe(machine, runId) {
      const { sdk, client } = await sfn();
      const command = new sdk.DescribeExecutionCommand({ executionArn: arns.executionArn(machine, runId) });
      const execution = await client.send(command).catch(ignore("ExecutionDoesNotExist"));
      return outcomeOf(execution);
    },
    async settleTask(taskToken, output) {
      const { sdk, client } = await sfn();
      try {
        await client.send(new sdk.SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
        return "settled";
      } catch (error) {
        if (["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"].some((name) => isNamed(error, name)))
          return "gone";
        throw error;
      }
    },
  };
}

/** The digest is part of the name, so that a definition never changes under a run. At most 80 characters. */
function machineName({ workflowName, digest }: MachineRef): string {
  return `${workflowName}-${digest.slice(0, 12)}`;
}

function arnsOf({ region, accountId }: StateMachinesConfig) {
  const prefix = `arn:aws:states:${region}:${accountId}`;
  return {
    functionArn: (name: string) => `arn:aws:lambda:${region}:${accountId}:function:${name}:live`,
    machineArn: (machine: MachineRef) => `${prefix}:stateMachine:${machineName(machine)}`,
    executionArn: (machine: MachineRef, runId: string) =>
      `${prefix}:execution:${machineName(machine)}:${runId}`,
  };
}

function outcomeOf(execution: DescribeExecutionCommandOutput | undefined): ExecutionOutcome {
  const error = execution?.error ?? "States.Runtime";
  const cause = execution?.cause ?? "";
  switch (execution?.status) {
    case "SUCCEEDED":
      return { status: "succeeded" };
    case "FAILED":
      return { status: "failed", error, cause };
    case "TIMED_OUT":
      return { status: "timeout", error: "States.Timeout", cause };
    case "ABORTED":
      return { status: "stopped", error, cause };
    case undefined:
      return { status: "unknown" };
    default:
      return { status: "running" };
  }
}

function ignore(name: string): (error: unknown) => undefined {
  return (error) => {
    if (isNamed(error, name)) return undefined;
    throw error;
  };
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
