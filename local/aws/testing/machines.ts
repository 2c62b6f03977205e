import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  StartExecutionCommand,
  type DescribeExecutionCommandOutput,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import type { Json } from "../../../statemachines/asl/types.ts";
import { ROLE } from "./definitions.ts";
import { until } from "./until.ts";

/** @returns the machine's ARN */
export async function createMachine(sfn: SFNClient, name: string, definition: string): Promise<string> {
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name, definition, roleArn: ROLE }),
  );
  return stateMachineArn!;
}

/** @returns the execution's ARN */
export async function start(
  sfn: SFNClient,
  stateMachineArn: string,
  input: Json = {},
  name?: string,
): Promise<string> {
  const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), name });
  return (await sfn.send(command)).executionArn!;
}

/** Waits until an execution has ended. */
export function ended(sfn: SFNClient, executionArn: string): Promise<DescribeExecutionCommandOutput> {
  return until(async () => {
    const description = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return description.status !== "RUNNING" && description;
  });
}
