import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { asOperator } from "./callers.ts";
import { localRegion } from "./environment.ts";

export interface EnteredState {
  name: string;
  type: string;
}

/** The states that an execution has entered so far, asked of Step Functions as any AWS tool would. */
export function stateHistory(awsUrl: string, executionName: string): Promise<EnteredState[]> {
  return asOperator(() => readHistory(awsUrl, executionName));
}

async function readHistory(awsUrl: string, executionName: string): Promise<EnteredState[]> {
  const client = clientOf(awsUrl);
  const executionArn = await findExecution(client, executionName);
  if (executionArn === undefined) return [];
  const { events = [] } = await client.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
  );
  return events.flatMap(({ type = "", stateEnteredEventDetails }) =>
    stateEnteredEventDetails?.name
      ? [{ name: stateEnteredEventDetails.name, type: type.replace("StateEntered", "") }]
      : [],
  );
}

async function findExecution(client: SFNClient, name: string): Promise<string | undefined> {
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn } of stateMachines) {
    const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    const found = executions.find((execution) => execution.name === name);
    if (found) return found.executionArn;
  }
  return undefined;
}

function clientOf(endpoint: string): SFNClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new SFNClient({ endpoint, region: localRegion, credentials });
}
