import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { deployedWorkflow } from "../../infra/deployed-workflow.ts";
import { asOperator } from "../../local/callers.ts";
import { localAccountId, localRegion } from "../../local/environment.ts";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import { apiKeySubjectPrefix } from "../../shared/domain/access/api-key-format.ts";
import type { BundledHost } from "./bundled-host.ts";
import type { Client } from "./client.ts";
import { until } from "./until.ts";
import { mishaps, workflowHead } from "./workflow-sources.ts";

/** Each call of a function is a fresh process here. */
const patienceMs = 120_000;

const answered = `${workflowHead("answered")}
    - id: classify
      agent: simple_intent_classifier
      task: "{{ customer_message }}"
    - id: ask
      type: human
      config: { question: "Well?" }
  edges:
    - { from: classify, to: ask }`;

/** Publishes the workflows of the journeys below: runs that together need every function of the topology. */
export async function publishJourneys({ client }: BundledHost): Promise<void> {
  for (const source of [answered, mishaps]) await post(client, "/workflows", { source });
}

/** An agent works, a person is asked and answers. */
export async function answeredJourney(bundled: BundledHost): Promise<ExecutionView> {
  const id = await startAndAsk(bundled, "answered");
  const ended = bundled.nextAnswer("record-run");
  const { human_tasks } = await view(bundled, id);
  await post(bundled.client, `/human-tasks/${human_tasks[0]?.id}/decision`, {
    answer: { decision: "approve" },
  });
  await ended;
  return view(bundled, id);
}

/** A tool fails, and the person who is asked instead does not answer in time. */
export async function mishapsJourney(bundled: BundledHost): Promise<ExecutionView> {
  const ended = bundled.nextAnswer("record-run");
  const { execution_id } = await bundled.client.execute("mishaps", {});
  await ended;
  return view(bundled, execution_id);
}

/** A run that waits for a person is looked after, and then stopped. */
export async function stoppedJourney(bundled: BundledHost): Promise<ExecutionView> {
  const id = await startAndAsk(bundled, "answered");
  const checked = bundled.nextAnswer("check-run");
  await sendCheck(bundled, id);
  await checked;
  const stopped = bundled.nextAnswer("stop-run");
  await post(bundled.client, `/executions/${id}/stop`, {});
  await stopped;
  return view(bundled, id);
}

async function startAndAsk(bundled: BundledHost, workflow: string): Promise<string> {
  const asked = bundled.nextAnswer("open-wait");
  const { execution_id } = await bundled.client.execute(workflow, {
    customer_message: "I want my money back",
  });
  await asked;
  return execution_id;
}

async function post(client: Client, path: string, content: unknown): Promise<void> {
  const { status, body } = await client.post(path, content);
  if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
}

async function view({ onlooker }: BundledHost, id: string): Promise<ExecutionView> {
  return (await onlooker.get<ExecutionView>(`/executions/${id}`)).body;
}

/** A customer asks for a person, who takes the conversation and resolves it. */
export async function conversationJourney(bundled: BundledHost): Promise<ConversationView> {
  const { client, onlooker, host } = bundled;
  const subject = `${apiKeySubjectPrefix}${host.apiKey.split("_")[1]}`;
  const person = { subject, name: "Ann", email: "ann@example.com", skills: ["general"] };
  const { status, body: refusal } = await client.post("/human-agents", person);
  const stands = status === 409;
  if (status !== 201 && !stands) throw new Error(`/human-agents: ${status} ${JSON.stringify(refusal)}`);
  if (stands) await post(client, "/human-agents/me/status", { status: "away" });
  const assigned = bundled.nextAnswer("assign-handovers");
  await post(client, "/human-agents/me/status", { status: "online" });
  await assigned;
  const { body } = await client.post<ConversationView>("/conversations", {
    workflow_id: "customer_support",
    customer_id: "cust_789",
    message: { text: "Let me speak to human." },
  });
  const path = `/conversations/${body.conversation_id}`;
  const comesTo = (status: ConversationView["status"]) =>
    until(async () => {
      const { body: now } = await onlooker.get<ConversationView>(path);
      return now.status === status ? now : undefined;
    }, patienceMs);
  const told = bundled.nextAnswer("deliver-notification");
  const { handover_id, last_seq } = await comesTo("human_active");
  const checked = bundled.nextAnswer("check-conversation");
  const check = { tenantId: "local", conversationId: body.conversation_id, handover: null, atMs: Date.now() };
  await send(bundled, "conversation-checks", check);
  await checked;
  const settled = bundled.nextAnswer("settle-handover");
  await post(client, `/handovers/${handover_id}/resolve`, { seen_seq: last_seq });
  await settled;
  // Of the end, if not of what came before.
  await told;
  return comesTo("resolved");
}

/** The message that is sent with a delay of a minute whenever work is accepted, without the delay. */
function sendCheck(bundled: BundledHost, runId: string): Promise<void> {
  return send(bundled, "run-checks", { tenantId: "local", runId, acceptedAtMs: Date.now() });
}

async function send({ host }: BundledHost, queue: string, body: object): Promise<void> {
  const QueueUrl = `${host.awsUrl}/${localAccountId}/${queue}`;
  const message = new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body), DelaySeconds: 0 });
  await asOperator(() => new SQSClient({}).send(message));
}

/** CloudFormation updates a stack: the database is migrated, and the tenant gets what the deployed machines run. */
export async function releaseJourney(bundled: BundledHost): Promise<unknown> {
  const { promise: answer, resolve } = Promise.withResolvers<unknown>();
  const cloudFormation = createServer((request, response) => {
    resolve(json(request));
    request.once("end", () => response.end());
  });
  await new Promise<void>((listening) => cloudFormation.listen(0, "127.0.0.1", listening));
  const { port } = cloudFormation.address() as AddressInfo;
  const { digest } = deployedWorkflow("statemachines/workflows/customer_support.asl.json");
  await bundled.call("release", {
    RequestType: "Create",
    RequestId: "request",
    ResponseURL: `http://127.0.0.1:${port}/answer`,
    ResourceType: "Custom::Release",
    LogicalResourceId: "releasestep",
    StackId: `arn:aws:cloudformation:${localRegion}:${localAccountId}:stack/functions/one`,
    ServiceToken: `arn:aws:lambda:${localRegion}:${localAccountId}:function:release:live`,
    // Of a tenant that runs nothing here: the machines that a deployment has made are not there to run.
    ResourceProperties: { tenantId: "deployed", revisions: { customer_support: digest } },
  });
  cloudFormation.close();
  return answer;
}
