import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  DeliveryView,
  DeliveryWithContentView,
  EndpointView,
} from "../../shared/contracts/api/notifications.ts";
import { Client } from "../support/client.ts";
import { startMailServer } from "../support/mail-server.ts";
import { HostProcess } from "../support/host-process.ts";
import { until } from "../support/until.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../support/webhook-receiver.ts";
import { workflowHead } from "../support/workflow-sources.ts";

const host = new HostProcess();
let receiver: WebhookReceiver;
let client: Client;
let signingSecret: string;

/** Olga is named, and so gets a mail. */
const asksOlga = `${workflowHead("asks_olga")}
    - id: ask
      type: human
      config: { question: "Pay <b>{{ amount }}</b>?", allowed: { subjects: [olga] } }
      timeout_seconds: 3600`;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  await start();
  const olga = { subject: "olga", name: "Olga", email: "olga@example.com" };
  await make("/human-agents", olga);
  await make("/workflows", { source: asksOlga });
  const types = ["task.opened", "task.decided"];
  const endpoint = await make<EndpointView & { signing_secret: string }>("/notification-endpoints", {
    kind: "webhook",
    url: `${receiver.origin}/in/secret-path`,
    types,
  });
  signingSecret = endpoint.signing_secret;
});
afterAll(async () => {
  await host.dispose();
  await receiver.close();
});

async function start(settings: Record<string, string> = {}): Promise<void> {
  client = new Client(await host.start({ HIL_EGRESS_ALLOWED_ORIGINS: receiver.origin, ...settings }));
}

async function make<T>(path: string, content: object): Promise<T> {
  const { status, body } = await client.post<T>(path, content);
  expect([status, body]).toEqual([201, expect.anything()]);
  return body;
}

async function ask(): Promise<string> {
  const { execution_id } = await client.execute("asks_olga", { amount: "49 USD" });
  const { human_tasks } = await client.settled(execution_id);
  return human_tasks[0]!.id;
}

/** The delivery that says that a task has opened, once it has come to this. */
function deliveryOf(taskId: string, kind: string, status: DeliveryView["status"]): Promise<DeliveryView> {
  return until(async () => {
    const { body } = await client.get<{ notification_deliveries: DeliveryView[] }>(
      "/notification-deliveries?limit=100",
    );
    return body.notification_deliveries.find(
      (each) => each.notification_id === `${taskId}-opened` && each.kind === kind && each.status === status,
    );
  });
}

const content = async ({ id }: DeliveryView) =>
  (await client.get<DeliveryWithContentView>(`/notification-deliveries/${id}`)).body;

/** As a receiver would. @throws WebhookVerificationError */
const verified = (taskId: string) =>
  receiver.received
    .filter(({ body }) => body.includes(taskId) && body.includes("task.opened"))
    .map(({ body, headers }) => ({
      id: headers["webhook-id"],
      event: new Webhook(signingSecret).verify(body, headers) as { type: string; data: object },
    }));

describe("a task that opens", () => {
  test("is told to a webhook, signed, and in a mail that is kept in the outbox", async () => {
    const taskId = await ask();
    const posted = await deliveryOf(taskId, "webhook", "delivered");
    expect(posted).toMatchObject({ address: receiver.origin, delivered_by: "http", attempts: 1 });
    const [{ id, event } = { id: "", event: {} }] = verified(taskId);
    expect(id).toBe(posted.id);
    expect(event).toMatchObject({
      type: "task.opened",
      data: { task_id: taskId, question: "Pay <b>49 USD</b>?", url: expect.stringContaining(taskId) },
    });
    const mail = await deliveryOf(taskId, "email", "delivered");
    expect(mail).toMatchObject({ address: "olga@example.com", delivered_by: "outbox", endpoint_id: null });
    const { content: written } = await content(mail);
    expect(written.subject).toBe("A decision is asked for");
    expect(written.body).toContain("> Pay <b>49 USD</b>?");
    expect(written.body).toContain(`/tasks/${taskId}`);
  });

  test("is told after the host was killed before it could, and killed again while the receiver was away", async () => {
    receiver.answer(503, { "retry-after": "1" });
    const taskId = await ask();
    await host.kill();
    await start();
    await deliveryOf(taskId, "webhook", "failed");
    await host.kill();
    receiver.answer(204);
    await start();
    const posted = await deliveryOf(taskId, "webhook", "delivered");
    const ids = verified(taskId).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids)).toEqual(new Set([posted.id]));
  }, 180_000);

  test("is told to others although one is gone, which is told nothing more", async () => {
    receiver.answer(410);
    const first = await ask();
    const dead = await deliveryOf(first, "webhook", "dead");
    expect(dead.last_error).toBe("The receiver answered 410.");
    await deliveryOf(first, "email", "delivered");
    receiver.answer(204);
    const { body: endpoint } = await client.get<EndpointView>(`/notification-endpoints/${dead.endpoint_id}`);
    expect(endpoint).toMatchObject({ enabled: false, disabled_reason: "gone" });
    const second = await ask();
    await deliveryOf(second, "email", "delivered");
    expect(receiver.received.filter(({ body }) => body.includes(second))).toEqual([]);
  });

  test("is mailed by the server that the environment names", async () => {
    const server = await startMailServer();
    await host.stop();
    const from = "desk@example.com";
    await start({ HIL_SMTP_URL: `smtp://127.0.0.1:${server.port}`, HIL_MAIL_FROM: from });
    const taskId = await ask();
    const mail = await deliveryOf(taskId, "email", "delivered");
    expect(mail.delivered_by).toBe("smtp");
    expect(server.received.map((each) => [each.from, each.to])).toEqual([[from, ["olga@example.com"]]]);
    expect(server.received[0]?.source).toContain(`${mail.id}@example.com`);
    await server.close();
  });

  test("does not betray a URL's path, a secret or a task token", async () => {
    const { body } = await client.get("/notification-deliveries?limit=100");
    const { body: endpoints } = await client.get("/notification-endpoints");
    const seen = JSON.stringify([body, endpoints, receiver.received.map((each) => each.body)]);
    expect(seen).not.toContain("secret-path");
    expect(seen).not.toContain(signingSecret);
    expect(seen).not.toMatch(/taskToken|task_token/);
  });
});
