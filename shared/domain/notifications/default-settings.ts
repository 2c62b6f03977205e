import type { NotificationSettings } from "../../contracts/notification.ts";
import type { TenantTransaction } from "../storage/ports.ts";

const defaultNotificationSettings: NotificationSettings = {
  mailAssignedAgents: true,
  mailNamedApprovers: true,
};

/** What the tenant has set, or what holds until it does: people hear of what is asked of them. */
export async function notificationSettings(tx: TenantTransaction): Promise<NotificationSettings> {
  return (await tx.notifications.settings()) ?? defaultNotificationSettings;
}
