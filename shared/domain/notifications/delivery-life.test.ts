import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, test } from "vitest";
import { createMemoryDatabase, type MemoryDatabase } from "../../../tests/support/memory-database.ts";
import type {
  Notification,
  NotificationDelivery,
  NotificationMessage,
} from "../../contracts/notification.ts";
import { RetryableError } from "../../contracts/errors.ts";
import { announcingDatabase } from "./announcing-database.ts";
import { attemptDelivery } from "./attempt-delivery.ts";
import { fanOut } from "./fan-out.ts";
import { createEndpoint } from "./create-endpoint.ts";
import { redeliver } from "./redeliver.ts";
import { rotateSecret } from "./rotate-secret.ts";
import { createNotificationBench } from "./testing.ts";
import { updateEndpoint } from "./update-endpoint.ts";

const tenantId = "acme";
const hourMs = 3_600_000;

let database: MemoryDatabase;
let bench: ReturnType<typeof createNotificationBench<MemoryDatabase>>;
beforeEach(() => {
  database = createMemoryDatabase();
  bench = createNotificationBench(database);
});

const notification = (changes: Partial<Notification> = {}): Notification => ({
  notificationId: "task_1-opened",
  tenantId,
  type: "task.opened",
  data: { task_id: "task_1", question: "Pay?" },
  people: [],
  atMs: bench.clock.nowMs,
  ...changes,
});

/** Writes a notification as a use case does: the queue hears of it before the commit. */
function tell(changes: Partial<Notification> = {}): Promise<boolean> {
  const { services } = bench;
  const announcing = announcingDatabase(database, { queue: () => services.queue, nowMs: services.nowMs });
  return announcing.tenant(tenantId, (tx) => tx.notifications.add(notification(changes)));
}

function work(message: NotificationMessage): Promise<void> {
  return "deliveryId" in message ? attemptDelivery(message, bench.services) : fanOut(message, bench.services);
}

/** Works on what the queue delivers until then, and says how often the database was asked. */
async function runUntil(endMs: number): Promise<void> {
  const { waiting, clock } = bench;
  for (;;) {
    waiting.sort((a, b) => a.dueAtMs - b.dueAtMs);
    const next = waiting[0];
    if (next === undefined || next.dueAtMs > endMs) break;
    waiting.shift();
    clock.nowMs = Math.max(clock.nowMs, next.dueAtMs);
    await work(next.message);
  }
  clock.nowMs = endMs;
}
const runFor = (ms: number) => runUntil(bench.clock.nowMs + ms);

async function webhookEndpoint(id = "endpoint_1") {
  return createEndpoint(
    {
      tenantId,
      endpointId: id,
      kind: "webhook",
      description: "",
      types: ["task.opened"],
      address: "https://hooks.example.com/secret-path",
    },
    bench.services,
  );
}

async function employ(humanAgentId: string, subject: string): Promise<void> {
  await database.tenant(tenantId, (tx) =>
    tx.humanAgents.insert({
      humanAgentId,
      tenantId,
      subject,
      name: subject,
      email: `${subject}@example.com`,
      skills: [],
      status: "online",
      maxCapacity: 1,
      currentLoad: 0,
      lastActiveAtMs: 0,
    }),
  );
}

const deliveries = () => [...(database.tables().tenants.get(tenantId)?.notificationDeliveries ?? [])];
const only = (): NotificationDelivery => {
  const all = deliveries();
  expect(all).toHaveLength(1);
  return all[0]!;
};

describe("what is told", () => {
  test("is delivered once, under one id, however often its message comes", async () => {
    const { signingSecret } = await webhookEndpoint();
    await tell();
    const [announced] = bench.waiting;
    await runFor(hourMs);
    await work(announced!.message);
    bench.waiting.push(announced!);
    await runFor(hourMs);
    expect(bench.posted).toHaveLength(1);
    expect(only()).toMatchObject({
      status: "delivered",
      deliveredBy: "http",
      attempts: 1,
      address: "https://hooks.example.com",
    });
    const [{ body, headers, url }] = bench.posted as [(typeof bench.posted)[0]];
    expect(url).toBe("https://hooks.example.com/secret-path");
    expect(headers["webhook-id"]).toBe(only().deliveryId);
    const hook = new Webhook(signingSecret!);
    expect(hook.sign(only().deliveryId, new Date(Number(headers["webhook-timestamp"]) * 1000), body)).toBe(
      headers["webhook-signature"],
    );
    expect(await tell()).toBe(false);
    expect(bench.waiting).toEqual([]);
  });

  test("waits for its transaction's commit, and is nothing if that never comes", async () => {
    await webhookEndpoint();
    const early = { tenantId, notificationId: "task_1-opened", sentAtMs: bench.clock.nowMs };
    await work(early);
    await database.tenant(tenantId, (tx) => tx.notifications.add(notification()));
    await work({ ...early, notificationId: "task_2-opened" });
    await runFor(hourMs);
    expect(bench.posted).toHaveLength(1);
    expect(bench.waiting).toEqual([]);
  });

  test("is announced before the commit: what the queue does not take is not committed", async () => {
    bench.services.queue.send = async () => {
      throw new RetryableError("The queue does not take messages.");
    };
    await expect(tell()).rejects.toThrow(RetryableError);
    expect(database.tables().tenants.get(tenantId)?.notifications).toEqual([]);
  });

  test("goes to those who want to know, and by mail to those whom it concerns", async () => {
    await webhookEndpoint();
    await employ("person_1", "olga");
    await employ("person_2", "mary");
    const mail = { tenantId, kind: "email", description: "", address: "team@example.com" } as const;
    await createEndpoint({ ...mail, endpointId: "endpoint_2", types: ["task.expired"] }, bench.services);
    await tell({ people: [{ subject: "olga" }, { subject: "somebody without a place at the desk" }] });
    await tell({ notificationId: "task_1-expired", type: "task.expired", people: [{ subject: "olga" }] });
    const type = "handover.assigned";
    await tell({ notificationId: "conv_1-r1", type, people: [{ humanAgentId: "person_2" }] });
    await runFor(hourMs);
    expect(bench.posted).toHaveLength(1);
    expect(
      bench.mails
        .map(({ to, subject }) => [to, subject])
        .toSorted(([a = ""], [b = ""]) => a.localeCompare(b)),
    ).toEqual([
      ["mary@example.com", "A conversation was assigned to you"],
      ["olga@example.com", "A decision is asked for"],
      ["team@example.com", "Nobody decided in time"],
    ]);
  });

  test("is forgotten after a month, as more is told", async () => {
    await webhookEndpoint();
    for (let no = 1; no <= 100; no++) await tell({ notificationId: `task_${no}-opened` });
    await runFor(31 * 24 * hourMs);
    expect(deliveries()).toHaveLength(100);
    for (let no = 1; no <= 100; no++)
      await tell({ notificationId: `task_${no}-expired`, type: "task.expired" });
    await runFor(hourMs);
    expect(deliveries()).toEqual([]);
  });

  test("is not mailed to people where the tenant does not want it", async () => {
    await employ("person_1", "olga");
    await database.tenant(tenantId, (tx) =>
      tx.notifications.saveSettings({ mailAssignedAgents: true, mailNamedApprovers: false }),
    );
    await tell({ people: [{ subject: "olga" }] });
    await runFor(hourMs);
    expect(deliveries()).toEqual([]);
  });
});

describe("a receiver that is away", () => {
  test("is tried for a day, then left alone, and others hear of it all the same", async () => {
    await webhookEndpoint();
    await employ("person_1", "olga");
    bench.receiver.answer = () => ({ status: 503, retryAfter: null });
    await tell({ people: [{ subject: "olga" }] });
    await runFor(60_000);
    expect(bench.mails).toHaveLength(1);
    expect(
      deliveries()
        .map(({ status }) => status)
        .sort(),
    ).toEqual(["delivered", "failed"]);
    await runFor(48 * hourMs);
    expect(bench.posted).toHaveLength(8);
    expect(new Set(bench.posted.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(deliveries().find(({ kind }) => kind === "webhook")).toMatchObject({
      status: "dead",
      attempts: 8,
      lastError: "The receiver answered 503.",
      nextAttemptAtMs: null,
    });
    expect(bench.waiting).toEqual([]);
  });

  test("does not keep the database awake between two attempts", async () => {
    await webhookEndpoint();
    bench.receiver.answer = () => ({ status: 503, retryAfter: String(10 * 3600) });
    await tell();
    await runFor(60_000);
    database.setUnavailable(true);
    await runFor(9 * hourMs);
    database.setUnavailable(false);
    bench.receiver.answer = () => ({ status: 200, retryAfter: null });
    await runFor(2 * hourMs);
    expect([only().status, bench.posted.length]).toEqual(["delivered", 2]);
  });

  test("is not tried again when it refuses, until a person asks for it", async () => {
    await webhookEndpoint();
    bench.receiver.answer = () => ({ status: 400, retryAfter: null });
    await tell();
    await runFor(48 * hourMs);
    expect([only().status, bench.posted.length]).toEqual(["dead", 1]);
    bench.receiver.answer = () => ({ status: 200, retryAfter: null });
    const services = { ...bench.services, notificationQueue: bench.services.queue };
    const { deliveryId } = only();
    await redeliver({ tenantId, deliveryId }, services);
    await expect(redeliver({ tenantId, deliveryId }, services)).rejects.toThrow("on its way");
    await runFor(hourMs);
    expect([only().status, bench.posted.length]).toEqual(["delivered", 2]);
    expect(new Set(bench.posted.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  test("of mail is tried at the address that its endpoint has by then", async () => {
    const endpoint = { tenantId, endpointId: "endpoint_2", kind: "email", description: "" } as const;
    const made = { ...endpoint, types: ["task.opened" as const], address: "taem@example.com" };
    await createEndpoint(made, bench.services);
    bench.receiver.takesMail = false;
    await tell();
    await runFor(60_000);
    await updateEndpoint({ tenantId, endpointId: "endpoint_2", address: "team@example.com" }, bench.services);
    bench.receiver.takesMail = true;
    await runFor(hourMs);
    expect(bench.mails.map(({ to }) => to)).toEqual(["team@example.com"]);
    expect(only()).toMatchObject({
      status: "delivered",
      deliveredBy: "smtp",
      attempts: 3,
      lastError: "The mail server did not take the mail.",
    });
  });

  test("that is gone is switched off, and what was on its way to it is dead", async () => {
    await webhookEndpoint();
    bench.receiver.answer = () => ({ status: 503, retryAfter: null });
    await tell();
    await runFor(60_000);
    bench.receiver.answer = () => ({ status: 410, retryAfter: null });
    await tell({ notificationId: "task_2-opened" });
    await runFor(48 * hourMs);
    expect(bench.posted).toHaveLength(3);
    expect(deliveries().map(({ status, lastError }) => [status, lastError])).toEqual([
      ["dead", "The endpoint is switched off."],
      ["dead", "The receiver answered 410."],
    ]);
    const [endpoint] = await database.tenant(tenantId, (tx) => tx.notificationEndpoints.list());
    expect(endpoint).toMatchObject({ enabled: false, disabledReason: "gone" });
    const { endpointId } = endpoint!;
    const again = await updateEndpoint({ tenantId, endpointId, enabled: true }, bench.services);
    expect(again).toMatchObject({ enabled: true, disabledReason: null });
  });
});

describe("an attempt whose process dies", () => {
  test("is made again under the same id when its lease is over, and by nobody before", async () => {
    await webhookEndpoint();
    bench.receiver.answer = () => Promise.reject(new Error("the process is gone"));
    await tell();
    await expect(runFor(60_000)).rejects.toThrow("the process is gone");
    const { deliveryId, version, createdAtMs } = only();
    bench.receiver.answer = () => ({ status: 200, retryAfter: null });
    const message = { tenantId, deliveryId, version, notBeforeMs: createdAtMs };
    await work(message);
    await work(message);
    expect(bench.posted).toHaveLength(1);
    await runFor(hourMs);
    expect(bench.posted).toHaveLength(2);
    expect(only()).toMatchObject({ status: "delivered", attempts: 2 });
  });

  test("counts, so that one that kills its process each time comes to an end", async () => {
    await webhookEndpoint();
    bench.receiver.answer = () => Promise.reject(new Error("the process is gone"));
    await tell();
    for (let times = 0; times < 20; times++) {
      await runFor(60_000).catch(() => undefined);
      const [delivery] = deliveries();
      if (delivery === undefined) continue;
      const { deliveryId, version, createdAtMs: notBeforeMs } = delivery;
      bench.clock.nowMs += 120_000;
      await work({ tenantId, deliveryId, version, notBeforeMs }).catch(() => undefined);
    }
    expect(bench.posted).toHaveLength(8);
    expect(only()).toMatchObject({ status: "dead", lastError: "No attempt came to an end." });
  });
});

test("a tenant has no more than a hundred endpoints", async () => {
  for (let no = 1; no <= 100; no++) await webhookEndpoint(`endpoint_${no}`);
  await expect(webhookEndpoint("endpoint_101")).rejects.toThrow("100 notification endpoints");
  expect((await webhookEndpoint("endpoint_1")).signingSecret).toBeNull();
});

describe("signing secrets", () => {
  test("overlap for a day after a rotation", async () => {
    const { signingSecret: old } = await webhookEndpoint();
    const { signingSecret: fresh } = await rotateSecret(
      { tenantId, endpointId: "endpoint_1" },
      bench.services,
    );
    expect(fresh).not.toBe(old);
    await tell();
    await runFor(60_000);
    bench.clock.nowMs += 25 * hourMs;
    await tell({ notificationId: "task_2-opened" });
    await runFor(60_000);
    const signedBy = ({ headers, body }: (typeof bench.posted)[0]) =>
      [old, fresh].map((secret) => {
        const at = new Date(Number(headers["webhook-timestamp"]) * 1000);
        const signature = new Webhook(secret!).sign(headers["webhook-id"]!, at, body);
        return headers["webhook-signature"]!.split(" ").includes(signature);
      });
    expect(bench.posted.map(signedBy)).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  test("and URLs are stored sealed, and stay when the URL changes", async () => {
    const { signingSecret } = await webhookEndpoint();
    await updateEndpoint(
      { tenantId, endpointId: "endpoint_1", address: "https://other.example.com/in" },
      bench.services,
    );
    const [endpoint] = await database.tenant(tenantId, (tx) => tx.notificationEndpoints.list());
    const { sealed, ...shown } = endpoint!;
    expect(shown).toMatchObject({ address: "https://other.example.com", sealVersion: 2 });
    expect(JSON.stringify(shown)).not.toMatch(/whsec|secret-path|\/in/);
    expect(sealed).toContain(signingSecret!);
    await tell();
    await runFor(60_000);
    expect(bench.posted[0]?.url).toBe("https://other.example.com/in");
  });

  test("are for webhooks only", async () => {
    const slack = { tenantId, endpointId: "endpoint_3", kind: "slack", description: "" } as const;
    const { signingSecret } = await createEndpoint(
      { ...slack, types: ["task.opened"], address: "https://hooks.slack.example.com/services/T/B/x" },
      bench.services,
    );
    expect(signingSecret).toBeNull();
    await expect(rotateSecret(slack, bench.services)).rejects.toThrow("not signed");
    await tell();
    await runFor(60_000);
    expect(bench.posted[0]?.headers).toEqual({ "content-type": "application/json" });
  });
});
