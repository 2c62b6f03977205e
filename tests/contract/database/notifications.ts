import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { InvalidInputError, NotFoundError } from "../../../shared/contracts/errors.ts";
import type {
  Notification,
  NotificationDelivery,
  NotificationEndpoint,
} from "../../../shared/contracts/notification.ts";
import type { TenantTransaction } from "../../../shared/domain/storage/ports.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { startMs } from "./samples.ts";

export function sampleNotification(tenantId: string, changes: Partial<Notification> = {}): Notification {
  return {
    notificationId: `task_${randomUUID()}-opened`,
    tenantId,
    type: "task.opened",
    data: { question: "Pay \u0000 \ud800?", round: 1 },
    people: [{ subject: "ann" }, { humanAgentId: "person_1" }],
    atMs: startMs,
    ...changes,
  };
}

export function sampleEndpoint(
  tenantId: string,
  changes: Partial<NotificationEndpoint> = {},
): NotificationEndpoint {
  return {
    endpointId: randomUUID(),
    tenantId,
    kind: "webhook",
    description: "Ours \u0000",
    types: ["task.opened", "handover.queued"],
    enabled: true,
    disabledReason: null,
    address: "https://example.com",
    sealVersion: 1,
    sealed: "sealed",
    createdAtMs: startMs,
    updatedAtMs: startMs,
    ...changes,
  };
}

export function sampleDelivery(
  { tenantId, notificationId, type }: Notification,
  changes: Partial<NotificationDelivery> = {},
): NotificationDelivery {
  return {
    deliveryId: randomUUID(),
    tenantId,
    notificationId,
    type,
    kind: "webhook",
    endpointId: null,
    address: "https://example.com",
    status: "pending",
    attempts: 0,
    version: 0,
    nextAttemptAtMs: startMs,
    leasedUntilMs: null,
    lastError: null,
    deliveredBy: null,
    createdAtMs: startMs,
    deliveredAtMs: null,
    ...changes,
  };
}

/** A row in every table. */
export async function fillNotifications(tx: TenantTransaction, tenantId: string): Promise<void> {
  const notification = sampleNotification(tenantId);
  await tx.notifications.add(notification);
  await tx.notificationEndpoints.insert(sampleEndpoint(tenantId));
  await tx.notificationDeliveries.add(sampleDelivery(notification));
  await tx.notifications.saveSettings({ mailAssignedAgents: true, mailNamedApprovers: true });
}

export function testNotifications(get: GetDatabase): void {
  /** A tenant with one notification. */
  async function tenantWithOne() {
    const tenant = tenantOf(get);
    const notification = sampleNotification(tenant.tenantId);
    await tenant.with((tx) => tx.notifications.add(notification));
    return { ...tenant, notification };
  }

  describe("notifications", () => {
    test("are written once", async () => {
      const { with: inTenant, notification } = await tenantWithOne();
      const again = { ...notification, type: "task.expired" as const };
      expect(await inTenant((tx) => tx.notifications.add(again))).toBe(false);
      expect(await inTenant((tx) => tx.notifications.get(notification.notificationId))).toEqual(notification);
      expect(await inTenant((tx) => tx.notifications.get("another"))).toBeNull();
    });

    test("of another tenant are not seen, and one's own may have the same id", async () => {
      const { notification } = await tenantWithOne();
      const other = tenantOf(get);
      expect(await other.with((tx) => tx.notifications.get(notification.notificationId))).toBeNull();
      const own = { ...notification, tenantId: other.tenantId };
      expect(await other.with((tx) => tx.notifications.add(own))).toBe(true);
      await expect(other.with((tx) => tx.notifications.add(notification))).rejects.toThrow(Error);
    });

    test("are forgotten after a time, with their deliveries, unless one is still to be attempted", async () => {
      const { with: inTenant, tenantId } = tenantOf(get);
      const other = tenantOf(get);
      const [oldest, old, waiting, young] = [1, 2, 1, 9].map((at) =>
        sampleNotification(tenantId, { atMs: startMs + at }),
      );
      const dead = sampleDelivery(oldest!, { status: "dead", nextAttemptAtMs: null });
      const foreign = sampleNotification(other.tenantId, { atMs: startMs });
      await other.with((tx) => tx.notifications.add(foreign));
      await inTenant(async (tx) => {
        for (const each of [oldest!, old!, waiting!, young!]) await tx.notifications.add(each);
        await tx.notificationDeliveries.add(dead);
        await tx.notificationDeliveries.add(sampleDelivery(waiting!));
      });
      const forget = (limit: number) => inTenant((tx) => tx.notifications.forgetBefore(startMs + 9, limit));
      expect(await forget(1)).toBe(1);
      const left = () =>
        inTenant(async (tx) => {
          const found = [];
          for (const each of [oldest!, old!, waiting!, young!])
            found.push((await tx.notifications.get(each.notificationId)) !== null);
          return found;
        });
      expect(await left()).toEqual([false, true, true, true]);
      expect(await inTenant((tx) => tx.notificationDeliveries.get(dead.deliveryId))).toBeNull();
      expect(await forget(10)).toBe(1);
      expect(await left()).toEqual([false, false, true, true]);
      expect(await forget(10)).toBe(0);
      expect(await other.with((tx) => tx.notifications.get(foreign.notificationId))).toEqual(foreign);
    });

    test("have settings once they are set", async () => {
      const { with: inTenant } = tenantOf(get);
      expect(await inTenant((tx) => tx.notifications.settings())).toBeNull();
      for (const on of [true, false]) {
        const settings = { mailAssignedAgents: on, mailNamedApprovers: !on };
        await inTenant((tx) => tx.notifications.saveSettings(settings));
        expect(await inTenant((tx) => tx.notifications.settings())).toEqual(settings);
      }
    });
  });

  describe("notification endpoints", () => {
    test("are listed by age, changed and removed", async () => {
      const { with: inTenant, tenantId } = tenantOf(get);
      const late = sampleEndpoint(tenantId, { createdAtMs: startMs + 1 });
      const early = sampleEndpoint(tenantId, { kind: "email", sealed: null, address: "a@example.com" });
      for (const endpoint of [late, early]) await inTenant((tx) => tx.notificationEndpoints.insert(endpoint));
      expect(await inTenant((tx) => tx.notificationEndpoints.list())).toEqual([early, late]);
      const changed: NotificationEndpoint = {
        ...late,
        description: "Theirs",
        types: [],
        enabled: false,
        disabledReason: "gone",
        address: "https://example.org",
        sealVersion: 2,
        sealed: "sealed anew",
        updatedAtMs: startMs + 2,
      };
      await inTenant((tx) => tx.notificationEndpoints.save({ ...changed, createdAtMs: 1, kind: "slack" }));
      expect(await inTenant((tx) => tx.notificationEndpoints.get(late.endpointId))).toEqual(changed);
      expect(await inTenant((tx) => tx.notificationEndpoints.lock(late.endpointId))).toEqual(changed);
      expect(await inTenant((tx) => tx.notificationEndpoints.remove(late.endpointId))).toBe(true);
      expect(await inTenant((tx) => tx.notificationEndpoints.remove(late.endpointId))).toBe(false);
      expect(await inTenant((tx) => tx.notificationEndpoints.lock(late.endpointId))).toBeNull();
      await expect(inTenant((tx) => tx.notificationEndpoints.save(changed))).rejects.toThrow(NotFoundError);
    });

    test("are of another tenant's no concern", async () => {
      const [one, other] = [tenantOf(get), tenantOf(get)];
      const endpoint = sampleEndpoint(one.tenantId);
      await one.with((tx) => tx.notificationEndpoints.insert(endpoint));
      expect(await other.with((tx) => tx.notificationEndpoints.list())).toEqual([]);
      expect(await other.with((tx) => tx.notificationEndpoints.remove(endpoint.endpointId))).toBe(false);
      await expect(other.with((tx) => tx.notificationEndpoints.save(endpoint))).rejects.toThrow(
        NotFoundError,
      );
      await expect(other.with((tx) => tx.notificationEndpoints.insert(endpoint))).rejects.toThrow(Error);
    });

    test.each([
      { what: "a URL that is not sealed", changes: { sealed: null } },
      { what: "a mail address with secrets", changes: { kind: "email" } },
      { what: "one that is on and gone", changes: { disabledReason: "gone" } },
    ] as const)("cannot be $what", async ({ changes }) => {
      const { with: inTenant, tenantId } = tenantOf(get);
      const impossible = sampleEndpoint(tenantId, changes);
      await expect(inTenant((tx) => tx.notificationEndpoints.insert(impossible))).rejects.toThrow(
        InvalidInputError,
      );
    });
  });

  describe("notification deliveries", () => {
    test("are written once, and what they are about stays", async () => {
      const { with: inTenant, notification } = await tenantWithOne();
      const delivery = sampleDelivery(notification, { endpointId: "endpoint", leasedUntilMs: startMs + 5 });
      expect(await inTenant((tx) => tx.notificationDeliveries.add(delivery))).toEqual(delivery);
      const changed: NotificationDelivery = {
        ...delivery,
        status: "delivered",
        attempts: 2,
        version: 3,
        nextAttemptAtMs: null,
        leasedUntilMs: null,
        lastError: "The receiver answered 500.",
        deliveredBy: "http",
        deliveredAtMs: startMs + 9,
      };
      await inTenant((tx) => tx.notificationDeliveries.save({ ...changed, address: "elsewhere" }));
      expect(await inTenant((tx) => tx.notificationDeliveries.add(delivery))).toEqual(changed);
      expect(await inTenant((tx) => tx.notificationDeliveries.lock(delivery.deliveryId))).toEqual(changed);
      expect(await inTenant((tx) => tx.notificationDeliveries.get("another"))).toBeNull();
      const unknown = { ...changed, deliveryId: "another" };
      await expect(inTenant((tx) => tx.notificationDeliveries.save(unknown))).rejects.toThrow(NotFoundError);
    });

    test("are about a notification that is there", async () => {
      const { with: inTenant, tenantId } = tenantOf(get);
      const astray = sampleDelivery(sampleNotification(tenantId));
      await expect(inTenant((tx) => tx.notificationDeliveries.add(astray))).rejects.toThrow(NotFoundError);
    });

    test("are listed by status and endpoint, newest first, page by page", async () => {
      const { with: inTenant, notification } = await tenantWithOne();
      const deliveries = [1, 2, 3, 4].map((at) =>
        sampleDelivery(notification, {
          createdAtMs: startMs + at,
          endpointId: at === 2 ? null : "endpoint",
          ...(at === 3 && { status: "dead", nextAttemptAtMs: null }),
        }),
      );
      for (const delivery of deliveries) await inTenant((tx) => tx.notificationDeliveries.add(delivery));
      const [first, second, third, fourth] = deliveries;
      const list = (filter: object, limit = 10, cursor: string | null = null) =>
        inTenant((tx) => tx.notificationDeliveries.list(filter, limit, cursor));
      expect((await list({ status: "pending" })).items).toEqual([fourth, second, first]);
      expect((await list({ endpointId: "endpoint" })).items).toEqual([fourth, third, first]);
      expect((await list({ endpointId: "endpoint", status: "dead" })).items).toEqual([third]);
      const page = await list({}, 3);
      expect(page.items).toEqual([fourth, third, second]);
      expect(await list({}, 3, page.nextCursor)).toEqual({ items: [first], nextCursor: null });
      expect(await tenantOf(get).with((tx) => tx.notificationDeliveries.list({}, 3, null))).toMatchObject({
        items: [],
      });
    });

    test.each([
      { what: "delivered at no time", changes: { status: "delivered", nextAttemptAtMs: null } },
      { what: "dead and tried again", changes: { status: "dead" } },
      { what: "pending for ever", changes: { nextAttemptAtMs: null } },
    ] as const)("cannot be $what", async ({ changes }) => {
      const { with: inTenant, notification } = await tenantWithOne();
      const impossible = sampleDelivery(notification, changes);
      await expect(inTenant((tx) => tx.notificationDeliveries.add(impossible))).rejects.toThrow(
        InvalidInputError,
      );
    });
  });
}
