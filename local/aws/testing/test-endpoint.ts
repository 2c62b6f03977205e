import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import type { FunctionSpec, Topology } from "../../../shared/contracts/topology.ts";
import type { Json } from "../../../statemachines/asl/types.ts";
import { startAwsEndpoint, type AwsEndpoint, type AwsEndpointOptions } from "../endpoint.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export type TestFunction = (
  payload: Json,
  context: { requestId: string; deadlineMs: number },
) => Json | Promise<Json>;

export interface TestEndpoint extends AwsEndpoint {
  dataDir: string;
  sfn: SFNClient;
  sqs: SQSClient;
  events: EventBridgeClient;
  /** What went to the log. */
  logged: string[];
}

type TestOptions = Partial<Omit<AwsEndpointOptions, "topology">> & {
  functions?: Record<string, TestFunction>;
  topology?: Partial<Topology>;
  /** Answer, but run nothing yet. */
  paused?: boolean;
};

/** An endpoint on a free port with a data directory of its own, closed when the test has finished. */
export async function startTestEndpoint(options: TestOptions = {}): Promise<TestEndpoint> {
  const { functions = {}, topology, paused, ...rest } = options;
  const dataDir = options.dataDir ?? temporaryDirectory();
  const logged: string[] = [];
  const endpoint = await startAwsEndpoint({
    port: 0,
    log: (message) => logged.push(message),
    ...rest,
    dataDir,
    topology: { ...emptyTopology(functions), ...topology },
    invokeFunction: async (name, payload, context) => functions[name]!(payload, context),
  });
  if (paused !== true) endpoint.resume();
  const clients = createClients(endpoint.url);
  onTestFinished(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await endpoint.close();
  });
  return { ...endpoint, ...clients, dataDir, logged };
}

/** SDK clients as a function would make them, but for the endpoint being given instead of read from the environment. */
export function createClients(endpoint: string) {
  const config = {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  };
  return { sfn: new SFNClient(config), sqs: new SQSClient(config), events: new EventBridgeClient(config) };
}

function emptyTopology(functions: Record<string, TestFunction>): Topology {
  const spec: FunctionSpec = {
    entry: "test",
    description: "",
    memoryMb: 128,
    timeoutSeconds: 30,
    access: [],
  };
  return {
    functions: Object.fromEntries(Object.keys(functions).map((name) => [name, spec])),
    queues: {},
    buses: {},
    rules: {},
    schedules: {},
    stateMachines: {},
    tables: {},
    buckets: {},
    secrets: {},
  };
}
