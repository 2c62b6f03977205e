import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arnsOf } from "../../infra/deployment.ts";
import { type DeployedWorkflow, deployedWorkflow } from "../../infra/deployed-workflow.ts";
import { topology } from "../../infra/topology.ts";
import { asOperator } from "../../local/callers.ts";
import { deploymentAt, developmentTenant } from "../../local/environment.ts";
import { type Host, startHost } from "../../local/host.ts";
import { invokeFunction } from "../../local/invoke-function.ts";
import { substitutePlaceholders } from "../../shared/adapters/step-functions/substitute-placeholders.ts";
import type { CustomResourceAnswer } from "../../shared/contracts/custom-resource.ts";
import type { JsonObject } from "../../shared/contracts/json.ts";
import type { CompiledWorkflow } from "../../shared/contracts/workflow.ts";
import { revisionDigest } from "../../shared/domain/workflows/revision-digest.ts";
import { sha256Hex } from "../../shared/services/clock.ts";
import { database } from "../../shared/services/database.ts";
import { workflowCompiler } from "../../shared/services/workflow-compiler.ts";
import { Client } from "../support/client.ts";

const dataDir = mkdtempSync(join(tmpdir(), "hil-releases-"));
const name = "customer_support";
const path = topology.stateMachines[name]!.definition;
const arns = arnsOf(deploymentAt("http://127.0.0.1"));
const live = arns.liveStateMachine(name);
let shipped: DeployedWorkflow;
let host: Host;
let client: Client;
let sfn: SFNClient;

beforeAll(async () => {
  // A release that is refused here on purpose is nobody's business.
  process.env["POWERTOOLS_LOG_LEVEL"] = "SILENT";
  host = await startHost({ dataDir, apiPort: 0, awsPort: 0 });
  shipped = deployedWorkflow(path);
  client = new Client({ api_url: host.apiUrl, api_key: host.apiKey });
  sfn = new SFNClient({
    endpoint: host.awsUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "operator", secretAccessKey: "operator" },
  });
});

afterAll(async () => {
  await host?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** What CloudFormation sends, and what it is answered. */
async function releaseAs(RequestType: string, ResourceProperties: JsonObject, more: JsonObject = {}) {
  const answered = Promise.withResolvers<CustomResourceAnswer>();
  const server = createServer((request, response) => {
    void json(request).then((body) => answered.resolve(body as CustomResourceAnswer));
    response.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const event = {
    RequestType,
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/arn%3Aaws?X-Amz-Signature=x`,
    StackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/functions/1",
    RequestId: "request-1",
    ResourceType: "Custom::Release",
    LogicalResourceId: "releasestep",
    ResourceProperties: {
      ServiceToken: arns.liveFunction("release"),
      ServiceTimeout: "900",
      ...ResourceProperties,
    },
    ...more,
  };
  await invokeFunction("release", event);
  const answer = await answered.promise;
  server.close();
  return answer;
}

const properties = (digest: string) => ({
  tenantId: developmentTenant,
  digest: "d",
  revisions: { [name]: digest },
});

/** The workflow that ships as a later release might have it: its condition reads one more field of the input. */
function nextRevision(): { digest: string; workflow: CompiledWorkflow; source: string } {
  const source = readFileSync(path.replace(".asl.json", ".yaml"), "utf8");
  const { workflow } = workflowCompiler().compile(source, `${name}.yaml`);
  const next = {
    ...workflow!,
    description: "The next release",
    inputReads: [...workflow!.inputReads, ["customer_id"]],
  };
  return { digest: revisionDigest(next, sha256Hex), workflow: next, source };
}

const definitionOf = (machine: JsonObject, digest: string) =>
  JSON.stringify(substitutePlaceholders(machine, arns.liveFunction, digest));
const version = (number: number, weight: number) => ({
  stateMachineVersionArn: `${arns.stateMachine(name)}:${number}`,
  weight,
});

async function recordOf(runId: string) {
  return database().tenant(developmentTenant, (tx) => tx.runs.get(runId));
}

test("a release registers the deployed workflow, and runs go where its alias leads", async () => {
  const machine = JSON.parse(shipped.definition) as JsonObject;
  const created = new CreateStateMachineCommand({
    name,
    definition: definitionOf(machine, shipped.digest),
    roleArn: arns.role("state-machines"),
    publish: true,
  });
  await asOperator(() => sfn.send(created));
  const alias = new CreateStateMachineAliasCommand({ name: "live", routingConfiguration: [version(1, 100)] });
  await asOperator(() => sfn.send(alias));
  const answer = await asOperator(() => releaseAs("Create", properties(shipped.digest)));
  expect(answer).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: "release", RequestId: "request-1" });

  const { execution_id } = await client.execute(name, { customer_message: "Where is my order #12345?" });
  expect(await client.ended(execution_id)).toMatchObject({ status: "completed" });
  const described = new DescribeExecutionCommand({ executionArn: arns.execution(name, execution_id) });
  expect(await asOperator(() => sfn.send(described))).toMatchObject({ status: "SUCCEEDED" });
  expect(await recordOf(execution_id)).toMatchObject({ deployed: true, workflowDigest: shipped.digest });
});

test("a run that the alias led to the version before works on that version's nodes, and says so", async () => {
  const next = nextRevision();
  await database().tenant(developmentTenant, (tx) =>
    tx.workflows.publish({ ...next, deployed: true, publishedAtMs: Date.now() }),
  );
  const update = new UpdateStateMachineCommand({
    stateMachineArn: arns.stateMachine(name),
    definition: definitionOf(next.workflow.stateMachine, next.digest),
    publish: true,
  });
  await asOperator(() => sfn.send(update));
  const runs: [number, string][] = [
    [1, shipped.digest],
    [2, next.digest],
  ];
  for (const [number, digest] of runs) {
    const move = new UpdateStateMachineAliasCommand({
      stateMachineAliasArn: live,
      routingConfiguration: [version(number, 100)],
    });
    await asOperator(() => sfn.send(move));
    const { execution_id } = await client.execute(name, {
      customer_message: "I want to speak to human",
      customer_id: "c1",
    });
    expect(await client.ended(execution_id)).toMatchObject({ decision: "HANDOVER" });
    expect(await recordOf(execution_id)).toMatchObject({ workflowDigest: digest });
    const described = new DescribeExecutionCommand({ executionArn: arns.execution(name, execution_id) });
    const { input } = await asOperator(() => sfn.send(described));
    expect(JSON.parse(input!)).toMatchObject({ input: { customer_id: "c1" } });
  }
});

test("a release that is taken back makes the revision before current again", async () => {
  const old = { OldResourceProperties: properties(nextRevision().digest), PhysicalResourceId: "release" };
  const answer = await asOperator(() => releaseAs("Update", properties(shipped.digest), old));
  expect(answer.Status).toBe("SUCCESS");
  const current = await database().tenant(developmentTenant, (tx) => tx.workflows.getCurrent(name, null));
  expect(current?.digest).toBe(shipped.digest);
});

test("a state machine that was made from something else is refused before traffic moves", async () => {
  const answer = await asOperator(() => releaseAs("Update", properties("f".repeat(64))));
  expect(answer).toMatchObject({
    Status: "FAILED",
    Reason: expect.stringContaining("deploy both from the same checkout"),
  });
});

test("an operator gets a key, which stands in the answer and nowhere else", async () => {
  const order = {
    issueKey: { tenantId: developmentTenant, name: "first owner", owner: "alice", expiresInDays: 1 },
  };
  const issued = (await asOperator(() => invokeFunction("release", order))) as {
    key: string;
    key_id: string;
  };
  const owner = new Client({ api_url: host.apiUrl, api_key: issued.key });
  const { status, body } = await owner.get<{ api_keys: { id: string; name: string }[] }>("/api-keys");
  expect(status).toBe(200);
  expect(JSON.stringify(body)).toContain("first owner");
  expect(JSON.stringify(body)).not.toContain(issued.key);
});
