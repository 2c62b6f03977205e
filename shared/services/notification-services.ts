import * as z from "zod/mini";
import { createWebhookClient, webhookBounds } from "../adapters/webhooks/create-webhook-client.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";
import { nowMs, sha256Hex } from "./clock.ts";
import { database } from "./database.ts";
import { egress } from "./egress.ts";
import { mailer } from "./mailer.ts";
import { notificationQueue } from "./notification-queue.ts";
import { sealing } from "./sealing.ts";

/** `HIL_CONSOLE_URL`: where links in notifications lead; without one they have none. */
export const consoleUrl = lazy((): string | null => {
  const { HIL_CONSOLE_URL } = readEnv({ HIL_CONSOLE_URL: z.optional(z.url()) });
  return HIL_CONSOLE_URL?.replace(/\/+$/, "") ?? null;
});

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
