import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asOperator } from "../../local/callers.ts";
import { type Host, startHost } from "../../local/host.ts";
import { observeCrashPoints } from "../../shared/runtime/crash-points.ts";
import { Client } from "../support/client.ts";
import { HurriedScheduler } from "../support/hurried-scheduler.ts";
import { until } from "../support/until.ts";

const dataDir = mkdtempSync(join(tmpdir(), "hil-checks-"));
const scheduler = new HurriedScheduler();
let host: Host;
let client: Client;
let sfn: SFNClient;
let sqs: SQSClient;

beforeAll(async () => {
  // What is lost here on purpose is nobody's business.
  process.env["POWERTOOLS_LOG_LEVEL"] = "SILENT";
  host = await startHost({ dataDir, apiPort: 0, awsPort: 0, scheduler });
  client = new Client({ api_url: host.apiUrl, api_key: host.apiKey });
  const aws = {
    endpoint: host.awsUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "operator", secretAccessKey: "operator" },
  };
  sfn = new SFNClient(aws);
  sqs = new SQSClient(aws);
});

afterAll(async () => {
  observeCrashPoints(() => undefined);
  await host?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const message = { customer_message: "I want to return order #12345" };

/** The process that accepts the next work dies between its commit and its send: nobody hears of it. */
function dieBeforeTheNextSend(): void {
  let dead = false;
  observeCrashPoints((point) => {
    if (point !== "outbox-publish:before" || dead) return;
    dead = true;
    throw new Error("killed");
  });
}

function executionArn(runId: string): Promise<string | undefined> {
  return asOperator(() => findExecution(runId));
}

async function findExecution(runId: string): Promise<string | undefined> {
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn } of stateMachines) {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    const found = executions.find(({ name }) => name === runId);
    if (found !== undefined) return found.executionArn;
  }
  return undefined;
}

/** Checks that are on their way, now or later. */
async function pendingChecks(): Promise<number> {
  const QueueUrl = process.env["RUN_CHECKS_QUEUE_URL"];
  const all = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
  const { Attributes } = await asOperator(() => sqs.send(all));
  const attributes: Record<string, string> = Attributes ?? {};
  const names = ["", "Delayed", "NotVisible"].map((kind) => `ApproximateNumberOfMessages${kind}`);
  return names.reduce((sum, name) => sum + Number(attributes[name] ?? 0), 0);
}

test("a run is settled whose execution was stopped from outside", async () => {
  observeCrashPoints(() => undefined);
  const { execution_id } = await client.execute("customer_support", message);
  await client.settled(execution_id);
  const arn = await executionArn(execution_id);
  const stop = new StopExecutionCommand({ executionArn: arn, error: "Operator", cause: "by hand" });
  await asOperator(() => sfn.send(stop));
  expect(await client.ended(execution_id)).toMatchObject({ status: "stopped" });
});

test("a run, and an answer, that nobody was told of go on by the run's check, and then the database may sleep", async () => {
  dieBeforeTheNextSend();
  const { execution_id } = await client.execute("customer_support", message);
  scheduler.skip(58_000);
  expect(await executionArn(execution_id)).toBeUndefined();
  scheduler.skip(2_000);
  const waiting = await client.settled(execution_id);
  expect(waiting).toMatchObject({ human_tasks: [{}] });

  // The check that started it asked for another one, which finds that a person is waited for.
  scheduler.skip(300_000);
  await until(async () => ((await pendingChecks()) === 0 ? true : undefined));

  dieBeforeTheNextSend();
  const answer = { answer: { decision: "approve" } };
  const path = `/human-tasks/${waiting.human_tasks[0]?.id}/decision`;
  expect((await client.post(path, answer)).status).toBe(200);
  scheduler.skip(58_000);
  expect((await client.get(`/executions/${execution_id}`)).body).toMatchObject({ status: "running" });
  scheduler.skip(2_000);
  expect(await client.ended(execution_id)).toMatchObject({ status: "completed", decision: "FINISH" });
});
