import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HostFile } from "../../local/host-file.ts";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import { Client } from "../support/client.ts";
import { HostProcess } from "../support/host-process.ts";
import { runCommand } from "../support/run-command.ts";

const host = new HostProcess();
let file: HostFile;
let client: Client;

beforeAll(async () => {
  file = await host.start();
  client = new Client(file);
});
afterAll(() => host.dispose());

const message = "I want to return order #12345";
const canary = "canary-7f3a91";

async function tokenOf(subject: string, role: string): Promise<string> {
  const { stdout } = await runCommand("cli/main.ts", ["login", "--as", subject, "--role", role], {
    HIL_DATA_DIR: host.dataDir,
  });
  return stdout.trim();
}

describe("the spec's request", () => {
  let waiting: ExecutionView;

  test("is accepted at once and stops at the person", async () => {
    const accepted = await client.post<ExecutionView>("/workflows/execute", {
      workflow_id: "customer_support",
      input_data: { customer_message: `${message} ${canary}`, customer_id: "cust_789" },
      context: { conversation_id: "conv_abc123" },
    });
    expect(accepted.status).toBe(202);
    expect(accepted.headers.get("location")).toBe(`/api/v1/executions/${accepted.body.execution_id}`);
    waiting = await client.settled(accepted.body.execution_id);
    expect(waiting).toMatchObject({ status: "running", human_tasks: [{ node_id: "approve_return" }] });
    expect(waiting.outputs["classify_intent"]).toMatchObject({ intent: "return_request", order_id: "12345" });
  });

  test("is not decided by looking, nor by somebody who may not", async () => {
    const path = `/human-tasks/${waiting.human_tasks[0]?.id}`;
    expect((await client.get(path)).status).toBe(200);
    expect((await client.request("HEAD", `/api/v1${path}/decision`)).status).toBeGreaterThanOrEqual(400);
    expect((await client.get(`${path}/decision`)).status).toBe(405);
    const developer = new Client(file, await tokenOf("dana", "developer"));
    const refused = await developer.post(`${path}/decision`, { answer: { decision: "approve" } });
    expect(refused).toMatchObject({ status: 403, body: { code: expect.any(String) } });
    expect((await client.settled(waiting.execution_id)).human_tasks).toHaveLength(1);
  });

  test("is approved by the manager and answered, in the spec's shape", async () => {
    const path = `/human-tasks/${waiting.human_tasks[0]?.id}/decision`;
    const manager = new Client(file, await tokenOf("mia@example.com", "approver"));
    const wrong = await manager.post(path, { answer: { decision: "perhaps", extra: 1 } });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{}, {}] } });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => manager.post(path, { answer: { decision: "approve" } })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409, 409]);
    const done = await client.ended(waiting.execution_id);
    expect(done).toMatchObject({
      status: "completed",
      decision: "FINISH",
      outputs: {
        handle_return: { success: true, return_id: expect.stringMatching(/^RET-/) },
        assemble_response: { text: expect.any(String) },
      },
      trace: { workflow_id: "customer_support", costs: { total_usd: 0, unpriced_calls: 0 } },
      total_cost_usd: 0,
    });
    const nodes = Object.fromEntries(done.trace.nodes.map((node) => [node.node_id, node]));
    expect(nodes["look_up_order"]).toBeUndefined();
    expect(nodes["research"]?.steps?.map((step) => step.kind)).toContain("tool");
    expect(nodes["classify_intent"]?.tokens.input).toBeGreaterThan(0);
  });

  test("is in Step Functions, with its history, and without what the customer wrote", async () => {
    const sfn = new SFNClient({
      endpoint: file.aws_endpoint_url,
      region: "us-east-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
    const machine = stateMachines.find(({ name }) => name?.startsWith("customer_support-"));
    const { executions = [] } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: machine?.stateMachineArn }),
    );
    const executionArn = executions.find(({ name }) => name === waiting.execution_id)?.executionArn;
    const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const { events = [] } = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
    );
    expect(described.status).toBe("SUCCEEDED");
    expect(events.at(-1)?.type).toBe("ExecutionSucceeded");
    const text = JSON.stringify([described, events]);
    expect(text).toContain("classify_intent");
    expect(text).not.toContain(canary);
    expect(text).not.toContain("john@example.com");
  });
});

test("a customer who asks for a person is handed over before a model is paid", async () => {
  const { execution_id } = await client.execute("customer_support", {
    customer_message: "Let me SPEAK TO HUMAN now",
  });
  const done = await client.ended(execution_id);
  expect(done).toMatchObject({
    status: "completed",
    decision: "HANDOVER",
    handover: {
      reason: "explicit_request",
      sink: "HANDOVER",
      config: { required_skills: expect.stringContaining("general") },
    },
    trace: { nodes: [] },
  });
});

test("a stopped run stays stopped", async () => {
  const { execution_id } = await client.execute("customer_support", {
    customer_message: "Please return order #12360",
  });
  await client.settled(execution_id);
  const stopped = await client.post(`/executions/${execution_id}/stop`, {});
  expect(stopped.status).toBeLessThan(300);
  const done = await client.ended(execution_id);
  expect(done).toMatchObject({ status: "stopped", human_tasks: [] });
});

test("a run whose execution is stopped in Step Functions, behind our back, is settled", async () => {
  const sfn = new SFNClient({
    endpoint: file.aws_endpoint_url,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  const { execution_id } = await client.execute("customer_support", {
    customer_message: "Return order #12360",
  });
  await client.settled(execution_id);
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  const stateMachineArn = stateMachines.find(({ name }) =>
    name?.startsWith("customer_support-"),
  )?.stateMachineArn;
  const executionArn = `${stateMachineArn?.replace(":stateMachine:", ":execution:")}:${execution_id}`;
  await sfn.send(new StopExecutionCommand({ executionArn, error: "Operator", cause: "by hand" }));
  const done = await client.ended(execution_id);
  expect(done).toMatchObject({
    status: "stopped",
    error: { name: "Operator", message: "by hand" },
    human_tasks: [],
  });
});

test("only /health and the reference answer without a credential", async () => {
  for (const [path, status] of [
    ["/health", 200],
    ["/api/v1/docs", 200],
    ["/api/v1/openapi.json", 200],
    ["/api/v1/executions", 401],
    ["/api/v1/workflows", 401],
  ] as const) {
    expect([path, (await fetch(`${file.api_url}${path}`)).status]).toEqual([path, status]);
  }
});
