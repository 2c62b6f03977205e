import * as z from "zod/mini";
import { createNotificationQueue } from "../adapters/sqs/create-notification-queue.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

/** Whoever tells others of something sends to it, and so does whoever delivers. */
export const notificationQueue = lazy(() => {
  const env = readEnv({ AWS_REGION: z.string(), NOTIFICATIONS_QUEUE_URL: z.url() });
  return createNotificationQueue({ region: env.AWS_REGION, queueUrl: env.NOTIFICATIONS_QUEUE_URL });
});
