import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import { asOperator } from "../../../local/callers.ts";
import { developmentTenant, localAccountId, localRegion } from "../../../local/environment.ts";
import type { ConversationView } from "../../../shared/contracts/api/conversations.ts";
import type { DeskSettingsView } from "../../../shared/contracts/api/desk.ts";
import { apiKeySubjectPrefix } from "../../../shared/domain/access/api-key-format.ts";
import { until } from "../../support/until.ts";
import type { GrantNamed, Scenario } from "./scenario.ts";
import type { RestrictedHost } from "./restricted-host.ts";

/** A tool looks something up; whoever says "human" gets one. */
const talks = (name: string) => `name: ${name}
version: 1.0.0
hil_config:
  enabled: true
  handover_triggers:
    - { type: explicit_request, patterns: [human] }
workflow:
  nodes:
    - id: look
      type: tool
      config: { tool: shopify.get_order, input: { order_id: "12345" } }
    - { id: FINISH, type: sink, action: finish_conversation, config: { reply: "Here: {{ look.item }}" } }
    - { id: HANDOVER, type: sink, action: handover_to_human }
  edges:
    - { from: look, to: FINISH }`;

const asks = `name: asks
version: 1.0.0
workflow:
  nodes:
    - { id: ask, type: human, config: { question: "Well?" } }
    - { id: FINISH, type: sink, action: finish_conversation }
  edges:
    - { from: ask, to: FINISH }`;

/** The workflow, and a person at the desk whose credential is the client's. */
export async function openDesk({ client, host }: RestrictedHost): Promise<void> {
  expect((await client.post("/workflows", { source: talks("talks") })).status).toBe(201);
  const subject = `${apiKeySubjectPrefix}${host.apiKey.split("_")[1]}`;
  const person = { subject, name: "Ann", email: "ann@example.com", max_capacity: 1000 };
  expect((await client.post("/human-agents", person)).status).toBe(201);
  expect((await comeOnline({ client })).status).toBe(200);
}

const comeOnline = ({ client }: Pick<RestrictedHost, "client">) =>
  client.post("/human-agents/me/status", { status: "online" });

const open = ({ client }: RestrictedHost, text: string, workflow = "talks") =>
  client.post<ConversationView>("/conversations", {
    workflow_id: workflow,
    customer_id: "cust_789",
    message: { text },
  });

const talk =
  (text: string): Scenario =>
  async (host) =>
  () =>
    open(host, text);

/** A conversation that has a person. */
async function taken(host: RestrictedHost): Promise<ConversationView> {
  const { body: opened } = await open(host, "A human, please.");
  return until(async () => {
    const path = `/conversations/${opened.conversation_id}`;
    const { body } = await host.client.get<ConversationView>(path);
    return body.status === "human_active" ? body : undefined;
  });
}

const resolve = ({ client }: RestrictedHost, { handover_id, last_seq }: ConversationView) =>
  client.post(`/handovers/${handover_id}/resolve`, { seen_seq: last_seq });

const resolveTaken: Scenario = async (host) => {
  const conversation = await taken(host);
  return () => resolve(host, conversation);
};

const getOnline: Scenario = async (host) => () => comeOnline(host);

/** A workflow that no process has started yet. */
const startAnother: Scenario = async (host) => {
  expect((await host.client.post("/workflows", { source: talks("talks_more") })).status).toBe(201);
  return () => open(host, "Hello", "talks_more");
};

/** Lambda calls `queue-handover` again for a handover that was closed meanwhile. */
const queueAgain: Scenario = async (host) => {
  const conversation = await taken(host);
  await resolve(host, conversation);
  const { conversation_id: conversationId, episode, turn } = conversation;
  const event = { tenantId: developmentTenant, conversationId, episode, turn, taskToken: "another" };
  return () => invoke(host, "queue-handover", event);
};

function invoke({ host }: RestrictedHost, name: string, event: object): Promise<unknown> {
  const url = `${host.awsUrl}/2015-03-31/functions/${name}/invocations`;
  return asOperator(() => fetch(url, { method: "POST", body: JSON.stringify(event) }));
}

const follow: Scenario =
  async ({ client }) =>
  () =>
    client.get("/changes?after=0");

/** Somebody has to answer within a minute, and is reminded as soon as a hundredth of it has passed. */
const escalate: Scenario = async (host) => {
  const { body: settings } = await host.client.get<DeskSettingsView>("/desk/settings");
  const hasty = { ...settings, first_response_minutes: [1, 1, 1, 1], escalate_at_share: 0.01 };
  const answer = await host.client.request("PUT", "/api/v1/desk/settings", hasty);
  expect(answer.status).toBe(200);
  return () => open(host, "A human, please.");
};

/** Lambda calls `end-turn` for a turn whose run waits for a person. */
const endTooEarly: Scenario = async (host) => {
  expect((await host.client.post("/workflows", { source: asks })).status).toBe(201);
  const { body: opened } = await open(host, "Hello", "asks");
  const { execution_id: runId, ...at } = await until(async () => {
    const { body } = await host.client.get<ConversationView>(`/conversations/${opened.conversation_id}`);
    return body.status === "ai_processing" ? body : undefined;
  });
  const { conversation_id: conversationId, episode, turn } = at;
  return () =>
    invoke(host, "end-turn", { tenantId: developmentTenant, conversationId, episode, turn, runId });
};

/** By the grant that the scenario cannot do without. */
export function conversationScenarios(grantNamed: GrantNamed): Record<string, Scenario> {
  /** Looks after a conversation whose message the API could not send. */
  const checkUnsent =
    (grant: string, prepare: (host: RestrictedHost) => Promise<ConversationView>): Scenario =>
    async (host) => {
      const conversation = await prepare(host);
      await host.without(grantNamed(grant), () => resolve(host, conversation));
      return () => check(host, conversation);
    };

  /** Looks after a conversation that nothing has started. */
  const checkStarting: Scenario = async (host) => {
    const { body } = await host.without(grantNamed("start-episode: receive from messages-received"), () =>
      open(host, "Hello"),
    );
    return () => check(host, body);
  };
  const checkUnstarted: Scenario = async (host) => {
    const { body } = await host.without(grantNamed("api: publishTo events"), () => open(host, "Hello"));
    return () => check(host, body);
  };
  /** Later than a queue delays, a state machine waits. */
  const checkLater: Scenario = async (host) => {
    const { body } = await open(host, "Hello");
    return () => check(host, body, 4_000);
  };

  return {
    "api: publishTo events": talk("Hello"),
    "api: sendTo handover-settlements": resolveTaken,
    "api: sendTo desk-assignments": getOnline,
    "api: sendTo conversation-checks": async (host) => async () =>
      expect(await open(host, "Hello")).toMatchObject({ status: 503 }),
    "start-episode: database": talk("Hello"),
    "start-episode: start state machines": talk("Hello"),
    "start-episode: receive from messages-received": talk("Hello"),
    "api: get in table changes": follow,
    "api: update in table changes": talk("Hello"),
    "begin-turn: update in table changes": talk("Hello"),
    "end-turn: update in table changes": talk("Hello"),
    "queue-handover: update in table changes": talk("A human, please."),
    "assign-handovers: update in table changes": talk("A human, please."),
    "check-conversation: update in table changes": escalate,
    "begin-turn: database": talk("Hello"),
    "begin-turn: publish state machines": startAnother,
    "end-turn: database": talk("Hello"),
    "end-turn: describe state machines": endTooEarly,
    "queue-handover: database": talk("A human, please."),
    "queue-handover: sendTo desk-assignments": talk("A human, please."),
    "queue-handover: sendTo handover-settlements": queueAgain,
    "queue-handover: sendTo conversation-checks": talk("A human, please."),
    "assign-handovers: database": getOnline,
    "assign-handovers: sendTo conversation-checks": talk("A human, please."),
    "assign-handovers: receive from desk-assignments": getOnline,
    "settle-handover: database": resolveTaken,
    "settle-handover: settle-tasks state machines": resolveTaken,
    "settle-handover: receive from handover-settlements": resolveTaken,
    "check-conversation: database": checkStarting,
    "check-conversation: publishTo events": checkUnstarted,
    "check-conversation: sendTo handover-settlements": checkUnsent("api: sendTo handover-settlements", taken),
    "check-conversation: sendTo desk-assignments": checkUnsent("api: sendTo desk-assignments", taken),
    "check-conversation: sendTo conversation-checks": checkStarting,
    "check-conversation: start state machines": checkStarting,
    "check-conversation: describe state machines": checkStarting,
    "check-conversation: receive from conversation-checks": checkStarting,
    "state-machines: invoke begin-turn": talk("Hello"),
    "state-machines: invoke end-turn": talk("Hello"),
    "state-machines: invoke queue-handover": talk("A human, please."),
    "state-machines: sendTo conversation-checks": checkLater,
  };
}

function check(
  { host }: RestrictedHost,
  { conversation_id: conversationId }: ConversationView,
  inMs = 0,
): Promise<unknown> {
  const body = { tenantId: developmentTenant, conversationId, handover: null, atMs: Date.now() + inMs };
  const message = new SendMessageCommand({
    QueueUrl: `${host.awsUrl}/${localAccountId}/conversation-checks`,
    MessageBody: JSON.stringify(body),
  });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SQSClient({ endpoint: host.awsUrl, region: localRegion, credentials });
  return asOperator(() => client.send(message));
}
