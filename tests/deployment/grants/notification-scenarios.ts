import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import { asOperator } from "../../../local/callers.ts";
import { developmentTenant, localAccountId, localRegion } from "../../../local/environment.ts";
import type { ConversationView } from "../../../shared/contracts/api/conversations.ts";
import { until } from "../../support/until.ts";
import { nobodysOrigin } from "./nobodys-origin.ts";
import type { RestrictedHost } from "./restricted-host.ts";
import type { GrantNamed, Scenario } from "./scenario.ts";

const endpoint = { kind: "webhook", url: `${nobodysOrigin}/in`, types: ["conversation.closed"] };

const open = ({ client }: RestrictedHost, text: string) =>
  client.post<ConversationView>("/conversations", {
    workflow_id: "talks",
    customer_id: "cust_789",
    message: { text },
  });
const setStatus = ({ client }: RestrictedHost, status: "online" | "away") =>
  client.post("/human-agents/me/status", { status });

/** Whoever is assigned gets a mail. */
const assign: Scenario = async (host) => () => open(host, "A human, please.");

/** Something that ends is posted, signed, to an endpoint. */
const finish: Scenario = async (host) => {
  expect((await host.client.post("/notification-endpoints", endpoint)).status).toBe(201);
  return () => open(host, "Hello");
};

const finishAnother: Scenario = async (host) => () => open(host, "Hello");

/** By the grant that the scenario cannot do without. */
export function notificationScenarios(
  grantNamed: GrantNamed,
  { ask, decide, expire }: { ask: Scenario; decide: Scenario; expire: Scenario },
): Record<string, Scenario> {
  /** Looks after a handover that fits somebody whom nobody has told of it. */
  const checkQueued: Scenario = async (host) => {
    await setStatus(host, "away");
    const { body } = await open(host, "A human, please.");
    const path = `/conversations/${body.conversation_id}`;
    const waiting = await until(async () => {
      const { body: now } = await host.client.get<ConversationView>(path);
      return now.status === "pending_human" ? now : undefined;
    });
    await host.without(grantNamed("api: sendTo desk-assignments"), () => setStatus(host, "online"));
    return () => checkHandover(host, waiting);
  };

  return {
    "api: sendTo notifications": decide,
    "api: secret sealing-keys":
      async ({ client }) =>
      async () =>
        expect(await client.post("/notification-endpoints", endpoint)).toMatchObject({ status: 503 }),
    "open-wait: sendTo notifications": ask,
    "expire-wait: sendTo notifications": expire,
    "end-turn: sendTo notifications": finishAnother,
    "queue-handover: sendTo notifications": assign,
    "assign-handovers: sendTo notifications": assign,
    "check-conversation: sendTo notifications": checkQueued,
    "deliver-notification: database": finishAnother,
    "deliver-notification: sendTo notifications": assign,
    "deliver-notification: mail": assign,
    "deliver-notification: secret sealing-keys": finish,
    "deliver-notification: receive from notifications": finishAnother,
  };
}

function checkHandover(
  { host }: RestrictedHost,
  { conversation_id: conversationId, handover_id: handoverId }: ConversationView,
): Promise<unknown> {
  const handover = { handoverId, version: 0 };
  const body = { tenantId: developmentTenant, conversationId, handover, atMs: Date.now() };
  const message = new SendMessageCommand({
    QueueUrl: `${host.awsUrl}/${localAccountId}/conversation-checks`,
    MessageBody: JSON.stringify(body),
  });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SQSClient({ endpoint: host.awsUrl, region: localRegion, credentials });
  return asOperator(() => client.send(message));
}
