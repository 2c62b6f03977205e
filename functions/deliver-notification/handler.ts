import { notificationMessageSchema } from "../../shared/contracts/notification.ts";
import { attemptDelivery } from "../../shared/domain/notifications/attempt-delivery.ts";
import { fanOut } from "../../shared/domain/notifications/fan-out.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { notificationServices } from "../../shared/services/notification-services.ts";

export const handler = queueHandler(notificationMessageSchema, (message) =>
  "deliveryId" in message
    ? attemptDelivery(message, notificationServices())
    : fanOut(message, notificationServices()),
);
