import type {
  DeliveryView,
  DeliveryWithContentView,
  EndpointView,
  NotificationSettingsView,
} from "../../contracts/api/notifications.ts";
import type {
  Notification,
  NotificationDelivery,
  NotificationEndpoint,
  NotificationSettings,
} from "../../contracts/notification.ts";
import { dateTime } from "../schemas/date-time.ts";
import { bodyOf } from "./content/body-of.ts";
import { mailOf } from "./content/mail-of.ts";
import { toldOf } from "./content/told.ts";

/** Nothing of what is sealed. */
export function viewEndpoint(endpoint: NotificationEndpoint): EndpointView {
  return {
    id: endpoint.endpointId,
    kind: endpoint.kind,
    description: endpoint.description,
    types: endpoint.types,
    enabled: endpoint.enabled,
    disabled_reason: endpoint.disabledReason,
    address: endpoint.address,
    created_at: dateTime(endpoint.createdAtMs),
    updated_at: dateTime(endpoint.updatedAtMs),
  };
}

export function viewDelivery(delivery: NotificationDelivery): DeliveryView {
  return {
    id: delivery.deliveryId,
    notification_id: delivery.notificationId,
    type: delivery.type,
    kind: delivery.kind,
    endpoint_id: delivery.endpointId,
    address: delivery.address,
    status: delivery.status,
    attempts: delivery.attempts,
    next_attempt_at: dateTime(delivery.nextAttemptAtMs),
    last_error: delivery.lastError,
    delivered_by: delivery.deliveredBy,
    created_at: dateTime(delivery.createdAtMs),
    delivered_at: dateTime(delivery.deliveredAtMs),
  };
}

/** What was sent, or will be: it follows from the notification, and is not kept. */
export function viewDeliveryWithContent(
  delivery: NotificationDelivery,
  notification: Notification,
  consoleUrl: string | null,
): DeliveryWithContentView {
  return { ...viewDelivery(delivery), content: contentOf(delivery, notification, consoleUrl) };
}

function contentOf(
  { kind, address, deliveryId, endpointId }: NotificationDelivery,
  notification: Notification,
  consoleUrl: string | null,
): DeliveryWithContentView["content"] {
  if (kind !== "email") return { subject: null, body: bodyOf(kind, notification, consoleUrl) };
  const told = toldOf(notification, consoleUrl, endpointId === null);
  const { subject, text } = mailOf(told, address, deliveryId);
  return { subject, body: text };
}

export function viewNotificationSettings(settings: NotificationSettings): NotificationSettingsView {
  return {
    mail_assigned_agents: settings.mailAssignedAgents,
    mail_named_approvers: settings.mailNamedApprovers,
  };
}
