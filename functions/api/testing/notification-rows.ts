import type { ApiHarness } from "../../../tests/support/api-harness.ts";
import { sampleDelivery, sampleNotification } from "../../../tests/contract/database/notifications.ts";
import { allowedTo, type Row } from "./route-row.ts";

export interface NotificationIds {
  endpointId: string;
  /** Dead, so that it can be asked for again. */
  deliveryId: string;
}

const managers = () => allowedTo("owner", "operator");
const endpoints = "/api/v1/notification-endpoints";
const deliveries = "/api/v1/notification-deliveries";
const webhook = { kind: "webhook", url: "https://hooks.example.com/in", types: ["task.opened"] };

/** Routes of notifications, by operation. */
export const notificationRows: Record<string, Row<NotificationIds>> = {
  createNotificationEndpoint: {
    ...managers(),
    status: 201,
    path: () => endpoints,
    body: () => webhook,
    otherTenant: 201,
  },
  listNotificationEndpoints: { ...managers(), status: 200, path: () => endpoints, otherTenant: 200 },
  getNotificationEndpoint: {
    ...managers(),
    status: 200,
    path: ({ endpointId }) => `${endpoints}/${endpointId}`,
    otherTenant: 404,
  },
  updateNotificationEndpoint: {
    ...managers(),
    status: 200,
    path: ({ endpointId }) => `${endpoints}/${endpointId}`,
    body: () => ({ enabled: false }),
    otherTenant: 404,
  },
  rotateNotificationSecret: {
    ...managers(),
    status: 200,
    path: ({ endpointId }) => `${endpoints}/${endpointId}/secret`,
    body: () => ({}),
    otherTenant: 404,
  },
  deleteNotificationEndpoint: {
    ...managers(),
    status: 204,
    path: ({ endpointId }) => `${endpoints}/${endpointId}`,
    otherTenant: 404,
  },
  listNotificationDeliveries: { ...managers(), status: 200, path: () => deliveries, otherTenant: 200 },
  getNotificationDelivery: {
    ...managers(),
    status: 200,
    path: ({ deliveryId }) => `${deliveries}/${deliveryId}`,
    otherTenant: 404,
  },
  redeliverNotification: {
    ...managers(),
    status: 200,
    path: ({ deliveryId }) => `${deliveries}/${deliveryId}/redeliver`,
    body: () => ({}),
    otherTenant: 404,
  },
  getNotificationSettings: {
    ...managers(),
    status: 200,
    path: () => "/api/v1/notification-settings",
    otherTenant: 200,
  },
  putNotificationSettings: {
    ...managers(),
    status: 200,
    path: () => "/api/v1/notification-settings",
    body: () => ({ mail_assigned_agents: false, mail_named_approvers: true }),
    otherTenant: 200,
  },
};

/** An endpoint, and a delivery that has failed for good. */
export async function freshNotifications(harness: ApiHarness): Promise<NotificationIds> {
  const { json } = await harness.ask("POST", endpoints, { body: webhook });
  const notification = sampleNotification("acme");
  const dead = { status: "dead", nextAttemptAtMs: null } as const;
  const deliveryId = `delivery_${harness.services.newId()}`;
  await harness.database.tenant("acme", async (tx) => {
    await tx.notifications.add(notification);
    await tx.notificationDeliveries.add(sampleDelivery(notification, { ...dead, deliveryId }));
  });
  return { endpointId: json.id as string, deliveryId };
}
