import { createWebhookClient, webhookBounds } from "../adapters/webhooks/create-webhook-client.ts";
import { lazy } from "../runtime/lazy.ts";
import { nowMs, sha256Hex } from "./clock.ts";
import { consoleUrl } from "./console-url.ts";
import { database } from "./database.ts";
import { egress } from "./egress.ts";
import { mailer } from "./mailer.ts";
import { notificationQueue } from "./notification-queue.ts";
import { sealing } from "./sealing.ts";

/** What notifications are delivered with. */
export const notificationServices = lazy(() => ({
  database: database(),
  queue: notificationQueue(),
  mailer: mailer(),
  webhooks: createWebhookClient(egress().within(webhookBounds)),
  sealing: sealing(),
  consoleUrl: consoleUrl(),
  nowMs,
  sha256Hex,
  random: Math.random,
}));
