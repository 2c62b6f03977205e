import {
  DeleteStateMachineCommand,
  ListStateMachinesCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import { topology } from "../../../infra/topology.ts";
import { asOperator } from "../../../local/callers.ts";
import { developmentTenant, localAccountId, localRegion } from "../../../local/environment.ts";
import type { ExecutionView } from "../../../shared/contracts/api/executions.ts";
import type { Json } from "../../../shared/contracts/json.ts";
import { until } from "../../support/until.ts";
import { conversationScenarios, openDesk } from "./conversation-scenarios.ts";
import { type Grant, grantsOf } from "./grants-of.ts";
import { notificationScenarios } from "./notification-scenarios.ts";
import type { RestrictedHost } from "./restricted-host.ts";
import type { Scenario } from "./scenario.ts";
import { mishaps, workflowHead } from "../../support/workflow-sources.ts";

const returns = { customer_message: "I want to return order #12345", customer_id: "cust_789" };

/** One person is asked. */
const asks = `${workflowHead("asks")}
    - id: ask
      type: human
      config: { question: "Well?" }
      timeout_seconds: 3600`;
const asksTwice = `${asks.replace("name: asks", "name: asks_twice")}
    - id: ask_again
      type: human
      config: { question: "Sure?" }
      timeout_seconds: 3600
  edges:
    - { from: ask, to: ask_again }`;
export async function publishWorkflows(host: RestrictedHost): Promise<void> {
  const { client } = host;
  for (const source of [asks, asksTwice, mishaps])
    expect((await client.post("/workflows", { source })).body).toMatchObject({ diagnostics: [] });
  await openDesk(host);
}

/** A run of `asks` that waits for its person. */
async function waiting({ client }: RestrictedHost): Promise<ExecutionView> {
  const { execution_id } = await client.execute("asks", {});
  return client.settled(execution_id);
}

const execute =
  (workflow: string, input: Record<string, unknown> = {}): Scenario =>
  async ({ client }) =>
  () =>
    client.execute(workflow, input);

const decide = ({ client }: RestrictedHost, { human_tasks }: ExecutionView) =>
  client.post(`/human-tasks/${human_tasks[0]?.id}/decision`, { answer: { decision: "approve" } });
const stop = ({ client }: RestrictedHost, { execution_id }: ExecutionView) =>
  client.post(`/executions/${execution_id}/stop`, {});

const decideWaiting: Scenario = async (host) => {
  const run = await waiting(host);
  return () => decide(host, run);
};
const stopWaiting: Scenario = async (host) => {
  const run = await waiting(host);
  return () => stop(host, run);
};

/** Lambda calls `open-wait` again for a question that was answered meanwhile, in a run that goes on. */
const openAgain: Scenario = async (host) => {
  const { execution_id } = await host.client.execute("asks_twice", {});
  const run = await host.client.settled(execution_id);
  const event = host.events.get("open-wait")!;
  await decide(host, run);
  await until(async () => {
    const { human_tasks } = await host.client.settled(execution_id);
    return human_tasks[0]?.node_id === "ask_again" ? true : undefined;
  });
  return () => invoke(host, "open-wait", event);
};

/** Looks after a run whose message the API could not send. */
const checkUnsent =
  (queue: string, accept: Scenario): Scenario =>
  async (host) => {
    const act = await accept(host);
    const runId = executionIdOf(await host.without(grantNamed(`api: sendTo ${queue}`), act));
    return () => check(host, runId);
  };

/** Looks after a run that Step Functions has not heard of yet. */
const checkStarting: Scenario = async (host) => {
  const run = await host.without(grantNamed("start-run: receive from run-starts"), () =>
    host.client.execute("asks", {}),
  );
  return () => check(host, run.execution_id);
};

/** A run's machine is gone, as on a machine whose data directory was lost. */
const startWithoutMachine: Scenario = async (host) => {
  await forgetMachines(host, "asks-");
  return () => host.client.execute("asks", {});
};

/** An operator stops an execution behind the run's back. */
const stopExecution: Scenario = async (host) => {
  const { execution_id } = await waiting(host);
  const [machine] = await machines(host, "asks-");
  const executionArn = `${machine?.replace(":stateMachine:", ":execution:")}:${execution_id}`;
  return () => asOperator(() => sfn(host).send(new StopExecutionCommand({ executionArn })));
};

const publishAnother: Scenario = async ({ client }) => {
  const source = asks.replace("name: asks", "name: asks_more");
  return () => client.post("/workflows", { source });
};

const firstKey = { tenantId: developmentTenant, name: "first", owner: "alice" };

/** By the grant that the scenario cannot do without. */
export const scenarios: Record<string, Scenario> = {
  ...conversationScenarios(grantNamed),
  ...notificationScenarios(grantNamed, {
    ask: execute("asks"),
    decide: decideWaiting,
    expire: execute("mishaps"),
  }),
  "api: database":
    async ({ client }) =>
    async () =>
      expect(await client.get("/executions")).toMatchObject({ status: 503 }),
  "run-agent: database": execute("customer_support", returns),
  "run-tool: database": execute("mishaps"),
  "open-wait: database": execute("asks"),
  "expire-wait: database": execute("mishaps"),
  "record-failure: database": execute("mishaps"),
  "record-run: database": decideWaiting,
  "start-run: database": execute("asks"),
  "stop-run: database": stopWaiting,
  "settle-wait: database": decideWaiting,
  "reconcile-run: database": stopExecution,
  "check-run: database": checkStarting,
  "release: database": async (host) => () => invoke(host, "release", { issueKey: firstKey }),
  "api: sendTo run-starts": execute("asks"),
  "api: sendTo run-stops": stopWaiting,
  "api: sendTo wait-settlements": decideWaiting,
  "api: sendTo run-checks":
    async ({ client }) =>
    async () =>
      expect(await client.post("/workflows/execute", { workflow_id: "asks", input_data: {} })).toMatchObject({
        status: 503,
      }),
  "api: publish state machines": publishAnother,
  "api: update in table rate-limits":
    async ({ client }) =>
    () =>
      client.get("/workflows"),
  "open-wait: update in table changes": execute("asks"),
  "expire-wait: update in table changes": execute("mishaps"),
  "run-agent: models": execute("customer_support", returns),
  "open-wait: sendTo wait-settlements": openAgain,
  "open-wait: sendTo run-checks": openAgain,
  "expire-wait: sendTo run-checks": execute("mishaps"),
  "start-run: start state machines": execute("asks"),
  "start-run: publish state machines": startWithoutMachine,
  "stop-run: stop state machines": stopWaiting,
  "settle-wait: settle-tasks state machines": decideWaiting,
  "reconcile-run: describe state machines": stopExecution,
  "check-run: sendTo run-starts": checkUnsent("run-starts", execute("asks")),
  "check-run: sendTo run-stops": checkUnsent("run-stops", stopWaiting),
  "check-run: sendTo wait-settlements": checkUnsent("wait-settlements", decideWaiting),
  "check-run: sendTo run-checks": checkStarting,
  "check-run: describe state machines": checkStarting,
  "start-run: receive from run-starts": execute("asks"),
  "stop-run: receive from run-stops": stopWaiting,
  "settle-wait: receive from wait-settlements": decideWaiting,
  "check-run: receive from run-checks": checkStarting,
  "state-machines: invoke run-agent": execute("customer_support", returns),
  "state-machines: invoke run-tool": execute("mishaps"),
  "state-machines: invoke open-wait": execute("asks"),
  "state-machines: invoke expire-wait": execute("mishaps"),
  "state-machines: invoke record-failure": execute("mishaps"),
  "state-machines: invoke record-run": decideWaiting,
};

function grantNamed(name: string): Grant {
  const grant = grantsOf(topology).find((each) => each.name === name);
  if (grant === undefined) throw new Error(`The topology has no grant ${name}.`);
  return grant;
}

function executionIdOf(answer: unknown): string {
  const { body = answer } = answer as { body?: unknown };
  return (body as ExecutionView).execution_id;
}

function check(host: RestrictedHost, runId: string): Promise<unknown> {
  const body = JSON.stringify({ tenantId: developmentTenant, runId, acceptedAtMs: Date.now() });
  const QueueUrl = `${host.host.awsUrl}/${localAccountId}/run-checks`;
  return asOperator(() =>
    new SQSClient(clientOptions(host)).send(new SendMessageCommand({ QueueUrl, MessageBody: body })),
  );
}

/** Calls a function as Lambda's `Invoke` does. */
function invoke({ host }: RestrictedHost, name: string, event: Json): Promise<Response> {
  const url = `${host.awsUrl}/2015-03-31/functions/${name}/invocations`;
  return asOperator(() => fetch(url, { method: "POST", body: JSON.stringify(event) }));
}

async function machines(host: RestrictedHost, prefix: string): Promise<string[]> {
  const { stateMachines = [] } = await asOperator(() => sfn(host).send(new ListStateMachinesCommand({})));
  return stateMachines.flatMap(({ name, stateMachineArn }) =>
    name?.startsWith(prefix) ? [stateMachineArn!] : [],
  );
}

async function forgetMachines(host: RestrictedHost, prefix: string): Promise<void> {
  for (const stateMachineArn of await machines(host, prefix))
    await asOperator(() => sfn(host).send(new DeleteStateMachineCommand({ stateMachineArn })));
}

const sfn = (host: RestrictedHost) => new SFNClient(clientOptions(host));

function clientOptions({ host }: RestrictedHost) {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return { endpoint: host.awsUrl, region: localRegion, credentials };
}
