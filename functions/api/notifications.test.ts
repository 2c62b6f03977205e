import { beforeEach, describe, expect, test } from "vitest";
import { type ApiHarness, createApiHarness } from "../../tests/support/api-harness.ts";
import { sampleDelivery, sampleNotification } from "../../tests/contract/database/notifications.ts";
import type { EndpointKind } from "../../shared/contracts/notification.ts";

const endpoints = "/api/v1/notification-endpoints";
const deliveries = "/api/v1/notification-deliveries";
const webhook = {
  kind: "webhook",
  url: "https://hooks.example.com/secret-path?token=secret-token",
  types: ["task.decided", "task.opened", "task.opened"],
  description: " Ours ",
};

let harness: ApiHarness;
beforeEach(async () => {
  harness = await createApiHarness();
});

describe("notification endpoints", () => {
  test("show their signing secret once, and their URL never", async () => {
    const headers = { "idempotency-key": "once" };
    const made = await harness.ask("POST", endpoints, { body: webhook, headers });
    expect(made.json).toMatchObject({
      kind: "webhook",
      address: "https://hooks.example.com",
      types: ["task.opened", "task.decided"],
      description: "Ours",
      enabled: true,
      signing_secret: expect.stringMatching(/^whsec_[\w+/=]{40,}$/),
    });
    const secret = made.json.signing_secret as string;
    const replayed = await harness.ask("POST", endpoints, { body: webhook, headers });
    expect(replayed.json).toEqual({ ...made.json, signing_secret: null });
    const one = `${endpoints}/${made.json.id}`;
    const others = [
      await harness.ask("GET", endpoints),
      await harness.ask("GET", one),
      await harness.ask("PATCH", one, { body: { description: "Theirs" } }),
    ];
    const stored = JSON.stringify([...harness.database.tables().tenants.values()]);
    for (const text of [
      made.text.replace(secret, ""),
      replayed.text,
      ...others.map((each) => each.text),
      stored,
    ])
      for (const hidden of [secret, "secret-path", "secret-token"]) expect(text).not.toContain(hidden);
  });

  test("get another secret, also shown once", async () => {
    const { json: made } = await harness.ask("POST", endpoints, { body: webhook });
    const { json: rotated } = await harness.ask("POST", `${endpoints}/${made.id}/secret`, { body: {} });
    expect(rotated.signing_secret).toMatch(/^whsec_/);
    expect(rotated.signing_secret).not.toBe(made.signing_secret);
  });

  test.each([
    "http://hooks.example.com/in",
    "https://127.0.0.1/in",
    "https://[::1]/in",
    "https://169.254.169.254/latest/meta-data",
    "https://localhost/in",
    "https://user:password@hooks.example.com/in",
    "https://hooks.example.com:8443/in",
    "file:///etc/passwd",
    "https://hooks.example.com/\r\nHost: inside",
  ])("are refused where nothing may be posted: %j", async (url) => {
    const refused = await harness.ask("POST", endpoints, { body: { ...webhook, url } });
    expect([refused.status, refused.json.errors[0].pointer]).toEqual([422, "#/url"]);
    const { json: made } = await harness.ask("POST", endpoints, { body: webhook });
    expect((await harness.ask("PATCH", `${endpoints}/${made.id}`, { body: { url } })).status).toBe(422);
  });

  test.each([
    { kind: "email", address: "team@example.com\r\nBcc: eve@example.com" },
    { kind: "email", address: "a@example.com, eve@example.com" },
    { kind: "email", url: "https://hooks.example.com" },
    { kind: "slack", address: "team@example.com" },
    { kind: "pager", url: "https://hooks.example.com" },
    { ...webhook, types: [] },
    { ...webhook, types: ["task.everything"] },
    { ...webhook, description: "x".repeat(201) },
  ])("are refused when they make no sense: %j", async (body) => {
    const types = ["task.opened"];
    expect((await harness.ask("POST", endpoints, { body: { types, ...body } })).status).toBe(422);
  });

  test("keep their kind: a mail address takes no URL, and a URL no mail address", async () => {
    const mail = { kind: "email", address: "team@example.com", types: ["task.opened"] };
    const { json: made } = await harness.ask("POST", endpoints, { body: mail });
    expect(made.signing_secret).toBeNull();
    const one = `${endpoints}/${made.id}`;
    const wrong = await harness.ask("PATCH", one, { body: { url: webhook.url } });
    expect([wrong.status, wrong.json.errors[0].pointer]).toEqual([422, "#/url"]);
    const { json: moved } = await harness.ask("PATCH", one, { body: { address: "all@example.com" } });
    expect(moved.address).toBe("all@example.com");
    expect((await harness.ask("POST", `${one}/secret`, { body: {} })).json).toMatchObject({
      status: 409,
      code: "not-signed",
    });
  });

  test("are gone once they are deleted", async () => {
    const { json: made } = await harness.ask("POST", endpoints, { body: webhook });
    const one = `${endpoints}/${made.id}`;
    const answers = [
      await harness.ask("DELETE", one),
      await harness.ask("DELETE", one),
      await harness.ask("GET", one),
    ];
    expect(answers.map(({ status }) => status)).toEqual([204, 404, 404]);
  });
});

describe("notification deliveries", () => {
  /** One that has come to nothing. */
  async function deadDelivery(kind: EndpointKind = "webhook"): Promise<string> {
    const notification = sampleNotification("acme", {
      data: { task_id: "task_1", question: "Pay?", tool: null },
    });
    const deliveryId = `delivery_${harness.services.newId()}`;
    const dead = { status: "dead", nextAttemptAtMs: null, lastError: "The receiver answered 404." } as const;
    await harness.database.tenant("acme", async (tx) => {
      await tx.notifications.add(notification);
      await tx.notificationDeliveries.add(sampleDelivery(notification, { ...dead, kind, deliveryId }));
    });
    return deliveryId;
  }

  test("show what is sent", async () => {
    const mail = await harness.ask("GET", `${deliveries}/${await deadDelivery("email")}`);
    expect(mail.json).toMatchObject({
      status: "dead",
      last_error: "The receiver answered 404.",
      content: {
        subject: "A decision is asked for",
        body: expect.stringContaining("https://desk.example.com/tasks/task_1"),
      },
    });
    const posted = await harness.ask("GET", `${deliveries}/${await deadDelivery()}`);
    expect(posted.json.content.subject).toBeNull();
    expect(JSON.parse(posted.json.content.body as string)).toMatchObject({ type: "task.opened" });
  });

  test("are listed by status, page by page", async () => {
    const all = [await deadDelivery(), await deadDelivery("email")];
    const list = (query: string) => harness.ask("GET", `${deliveries}?${query}`);
    expect((await list("status=delivered")).json.notification_deliveries).toEqual([]);
    const first = await list("status=dead&limit=1");
    const second = await list(`status=dead&limit=1&cursor=${first.json.next_cursor}`);
    const listed = [first, second].flatMap(({ json }) => json.notification_deliveries as { id: string }[]);
    expect(listed.map(({ id }) => id).toSorted()).toEqual(all.toSorted());
    expect(second.json.next_cursor).toBeNull();
    expect((await list("status=lost")).status).toBe(400);
  });

  test("are sent again once for each wish", async () => {
    const deliveryId = await deadDelivery();
    const again = await harness.ask("POST", `${deliveries}/${deliveryId}/redeliver`, { body: {} });
    expect(again.json).toMatchObject({ id: deliveryId, status: "pending", attempts: 0 });
    expect(harness.notifications).toEqual([
      { message: expect.objectContaining({ deliveryId, version: 1 }), delaySeconds: 1 },
    ]);
    const twice = await harness.ask("POST", `${deliveries}/${deliveryId}/redeliver`, { body: {} });
    expect([twice.status, twice.json.code]).toEqual([409, "pending"]);
    expect(harness.notifications).toHaveLength(1);
  });
});

test("notification settings are on until they are set", async () => {
  const path = "/api/v1/notification-settings";
  expect((await harness.ask("GET", path)).json).toEqual({
    mail_assigned_agents: true,
    mail_named_approvers: true,
  });
  const body = { mail_assigned_agents: false, mail_named_approvers: true };
  await harness.ask("PUT", path, { body });
  expect((await harness.ask("GET", path)).json).toEqual(body);
});
