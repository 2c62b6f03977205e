import { InvalidInputError, NotFoundError } from "../../../shared/contracts/errors.ts";
import type {
  Notification,
  NotificationDelivery,
  NotificationEndpoint,
  NotificationSettings,
} from "../../../shared/contracts/notification.ts";
import type {
  NotificationDeliveryStore,
  NotificationEndpointStore,
  NotificationStore,
} from "../../../shared/domain/notifications/ports.ts";
import { inOrder, pageOf } from "./page.ts";
import type { Table } from "./table.ts";

export interface NotificationTables {
  notifications: Table<Notification>;
  notificationEndpoints: Table<NotificationEndpoint>;
  notificationDeliveries: Table<NotificationDelivery>;
  /** One row at the most. */
  notificationSettings: Table<{ settings: NotificationSettings }>;
}

export function createNotificationStore(
  { notifications, notificationDeliveries, notificationSettings }: NotificationTables,
  tenantId: string,
): NotificationStore {
  return {
    async add(notification) {
      assertOwn(notification, tenantId);
      if (notifications.has(notification.notificationId)) return false;
      notifications.insert(notification);
      return true;
    },
    get: async (notificationId) => notifications.find(notificationId),
    async forgetBefore(atMs, limit) {
      const of = (notificationId: string) =>
        notificationDeliveries.where((each) => each.notificationId === notificationId);
      const old = notifications
        .where((each) => each.atMs < atMs)
        .filter(({ notificationId }) =>
          of(notificationId).every(({ nextAttemptAtMs }) => nextAttemptAtMs === null),
        )
        .sort((a, b) => a.atMs - b.atMs)
        .slice(0, limit);
      for (const { notificationId } of old) {
        for (const { deliveryId } of of(notificationId)) notificationDeliveries.remove(deliveryId);
        notifications.remove(notificationId);
      }
      return old.length;
    },
    settings: async () => notificationSettings.find("")?.settings ?? null,
    async saveSettings(settings) {
      notificationSettings.remove("");
      notificationSettings.insert({ settings });
    },
  };
}

export function createNotificationEndpointStore(
  { notificationEndpoints: endpoints }: NotificationTables,
  tenantId: string,
): NotificationEndpointStore {
  const get = async (endpointId: string) => endpoints.find(endpointId);
  return {
    async insert(endpoint) {
      assertOwn(endpoint, tenantId);
      assertEndpoint(endpoint);
      endpoints.insert(endpoint);
    },
    get,
    lock: get,
    async save({ tenantId: _tenant, kind: _kind, createdAtMs: _created, ...changing }) {
      const standing = await get(changing.endpointId);
      if (standing === null) throw new NotFoundError("There is no such notification endpoint.");
      assertEndpoint({ ...standing, ...changing });
      endpoints.change(changing.endpointId, changing);
    },
    list: async () =>
      endpoints
        .where(() => true)
        .sort((a, b) => a.createdAtMs - b.createdAtMs || inOrder(a.endpointId, b.endpointId)),
    remove: async (endpointId) => endpoints.remove(endpointId),
  };
}

export function createNotificationDeliveryStore(
  { notifications, notificationDeliveries: deliveries }: NotificationTables,
  tenantId: string,
): NotificationDeliveryStore {
  const get = async (deliveryId: string) => deliveries.find(deliveryId);
  return {
    async add(delivery) {
      assertOwn(delivery, tenantId);
      assertDelivery(delivery);
      if (!notifications.has(delivery.notificationId))
        throw new NotFoundError("There is no such notification.");
      if (!deliveries.has(delivery.deliveryId)) deliveries.insert(delivery);
      return deliveries.find(delivery.deliveryId) ?? delivery;
    },
    get,
    lock: get,
    async save(delivery) {
      const standing = await get(delivery.deliveryId);
      if (standing === null) throw new NotFoundError("There is no such delivery.");
      const { status, attempts, version, nextAttemptAtMs, leasedUntilMs } = delivery;
      const { lastError, deliveredBy, deliveredAtMs } = delivery;
      const changing = { status, attempts, version, nextAttemptAtMs, leasedUntilMs };
      const outcome = { lastError, deliveredBy, deliveredAtMs };
      assertDelivery({ ...standing, ...changing, ...outcome });
      deliveries.change(delivery.deliveryId, { ...changing, ...outcome });
    },
    async list({ status, endpointId }, limit, cursor) {
      const matching = deliveries.where(
        (each) =>
          (status === undefined || each.status === status) &&
          (endpointId === undefined || each.endpointId === endpointId),
      );
      const request = { list: "notification-deliveries", limit, cursor, newestFirst: true };
      return pageOf(matching, request, (each) => ({ atMs: each.createdAtMs, id: each.deliveryId }));
    },
  };
}

function assertOwn(row: { tenantId: string }, tenantId: string): void {
  if (row.tenantId !== tenantId) throw new Error("row-level security: another tenant's row");
}

/** The table's checks. */
function assertEndpoint({ kind, sealed, enabled, disabledReason }: NotificationEndpoint): void {
  const isPossible = (kind === "email") === (sealed === null) && (disabledReason === null || !enabled);
  if (!isPossible) throw new InvalidInputError("The database cannot hold such an endpoint.");
}

/** The table's checks. */
function assertDelivery(delivery: NotificationDelivery): void {
  const isDelivered = delivery.status === "delivered";
  const isDue = delivery.status === "pending" || delivery.status === "failed";
  const isPossible =
    isDelivered === (delivery.deliveredAtMs !== null) &&
    isDelivered === (delivery.deliveredBy !== null) &&
    isDue === (delivery.nextAttemptAtMs !== null);
  if (!isPossible) throw new InvalidInputError("The database cannot hold such a delivery.");
}
