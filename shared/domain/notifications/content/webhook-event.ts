import type { JsonObject } from "../../../contracts/json.ts";
import type { Notification } from "../../../contracts/notification.ts";
import { dateTime } from "../../schemas/date-time.ts";
import { pathOf } from "./told.ts";

/** A notification as Standard Webhooks shapes an event: type, time of the event, data. */
export function webhookEvent(
  { notificationId, type, data, atMs }: Notification,
  consoleUrl: string | null,
): JsonObject {
  const url = consoleUrl && `${consoleUrl}${pathOf(data)}`;
  return { type, timestamp: dateTime(atMs), data: { notification_id: notificationId, ...data, url } };
}
