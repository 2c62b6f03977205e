import type { DescribeExecutionCommandOutput, LoggingConfiguration, SFNClient } from "@aws-sdk/client-sfn";
import { NotFoundError } from "../../contracts/errors.ts";
import type { TurnMachines } from "../../domain/conversations/ports.ts";
import type { ExecutionOutcome, StateMachines } from "../../domain/workflows/ports.ts";
import { clientSettings } from "../../runtime/aws/client-settings.ts";
import { machineNames, type MachineNaming } from "./machine-names.ts";
import { substitutePlaceholders } from "./substitute-placeholders.ts";

export interface StateMachinesConfig extends MachineNaming {
  /** Where published machines write which states were entered and left, never with what; nowhere without one. */
  logGroupArn?: string | undefined;
}

const limits = { timeoutMs: 10_000, attempts: 3 };

/** Step Functions through its SDK, which is loaded at the first call: it costs some 60 ms of a cold start. */
export function createStateMachines(config: StateMachinesConfig): StateMachines & TurnMachines {
  const published = new Set<string>();
  const names = machineNames(config);
  let loading: Promise<{ sdk: typeof import("@aws-sdk/client-sfn"); client: SFNClient }> | undefined;
  const sfn = () =>
    (loading ??= import("@aws-sdk/client-sfn").then((sdk) => ({
      sdk,
      client: new sdk.SFNClient(clientSettings({ region: config.region, ...limits })),
    })));

  const machines: StateMachines & TurnMachines = {
    async publish(workflow, digest) {
      const { sdk, client } = await sfn();
      const command = new sdk.CreateStateMachineCommand({
        name: names.machineName({ workflowName: workflow.name, digest, deployed: false }),
        roleArn: config.roleArn,
        type: "STANDARD",
        definition: JSON.stringify(substitutePlaceholders(workflow.stateMachine, names.functionArn, digest)),
        tracingConfiguration: { enabled: true },
        tags: [
          { key: "application", value: "hil-agent-system" },
          { key: "part", value: "published" },
          { key: "workflow", value: workflow.name },
        ],
        ...(config.logGroupArn !== undefined && { loggingConfiguration: logTo(config.logGroupArn) }),
      });
      // It stands, made by a release that set it up otherwise: its name says what it does.
      await client.send(command).catch(ignore("StateMachineAlreadyExists"));
    },
    async startArn(machine, workflow) {
      const arn = names.startArn(machine);
      // Asked once in a process: Step Functions creates, and compares, one machine a second.
      if (!machine.deployed && !published.has(arn)) await machines.publish(workflow, machine.digest);
      published.add(arn);
      return arn;
    },
    async start(machine, name, input) {
      const { sdk, client } = await sfn();
      const command = new sdk.StartExecutionCommand({
        stateMachineArn: names.startArn(machine),
        name,
        input: JSON.stringify(input),
      });
      try {
        await client.send(command);
      } catch (error) {
        if (isNamed(error, "ExecutionAlreadyExists")) return;
        if (!isNamed(error, "StateMachineDoesNotExist")) throw error;
        throw new NotFoundError(`There is no state machine ${names.machineName(machine)}.`, { cause: error });
      }
    },
    async stop(machine, runId) {
      const { sdk, client } = await sfn();
      const command = new sdk.StopExecutionCommand({
        executionArn: names.executionArn(machine, runId),
        error: "RunStopped",
        cause: "The run was stopped on request.",
      });
      await client.send(command).catch(ignore("ExecutionDoesNotExist"));
    },
    async describe(machine, runId) {
      const { sdk, client } = await sfn();
      const command = new sdk.DescribeExecutionCommand({ executionArn: names.executionArn(machine, runId) });
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
  return machines;
}

function logTo(logGroupArn: string): LoggingConfiguration {
  return {
    level: "ALL",
    includeExecutionData: false,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
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
