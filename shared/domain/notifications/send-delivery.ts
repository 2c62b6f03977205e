import type {
  Notification,
  NotificationDelivery,
  NotificationEndpoint,
} from "../../contracts/notification.ts";
import { FatalError, RetryableError } from "../../contracts/errors.ts";
import type { Sealing } from "../secrets/ports.ts";
import { signWebhook } from "../webhooks/sign-webhook.ts";
import { bodyOf } from "./content/body-of.ts";
import { mailOf } from "./content/mail-of.ts";
import { toldOf } from "./content/told.ts";
import { type DeliveryOutcome, outcomeOfResponse } from "./delivery-outcome.ts";
import { openSecrets } from "./endpoint-secrets.ts";
import type { Mailer, WebhookClient } from "./ports.ts";

export interface Ways {
  mailer: Mailer;
  webhooks: WebhookClient;
  sealing: Sealing;
  /** Where links lead, without a slash at its end; null: there are none. */
  consoleUrl: string | null;
  nowMs: () => number;
}

/** One delivery with what it needs. */
export interface Job {
  delivery: NotificationDelivery;
  notification: Notification;
  /** Null: a mail to a person whom it concerns. */
  endpoint: NotificationEndpoint | null;
}

/** Sends it once; what came of it is never an exception, but for what nobody has thought of. */
export async function sendDelivery(job: Job, ways: Ways): Promise<DeliveryOutcome> {
  try {
    return job.delivery.kind === "email"
      ? await sendMail(job, ways)
      : await post(job, job.delivery.kind, ways);
  } catch (error) {
    if (error instanceof RetryableError) return { kind: "retry", reason: error.message, askedMs: null };
    if (error instanceof FatalError) return { kind: "refused", reason: error.message };
    throw error;
  }
}

async function sendMail(
  { delivery, notification, endpoint }: Job,
  { mailer, consoleUrl }: Ways,
): Promise<DeliveryOutcome> {
  const told = toldOf(notification, consoleUrl, endpoint === null);
  // An address that was mended since is where it goes now, as URLs do.
  const to = endpoint?.address ?? delivery.address;
  const by = await mailer.send(mailOf(told, to, delivery.deliveryId));
  return { kind: "delivered", by };
}

async function post(
  { delivery, notification, endpoint }: Job,
  kind: "slack" | "teams" | "webhook",
  { webhooks, sealing, consoleUrl, nowMs }: Ways,
): Promise<DeliveryOutcome> {
  const atMs = nowMs();
  if (endpoint === null) throw new FatalError("There is nowhere to post it to.");
  const { url, signing } = await openSecrets(endpoint, sealing);
  const body = bodyOf(kind, notification, consoleUrl);
  const secrets = signing.flatMap(({ secret, expiresAtMs }) => (isGood(expiresAtMs, atMs) ? [secret] : []));
  const signature = kind === "webhook" ? signWebhook({ id: delivery.deliveryId, atMs, body }, secrets) : {};
  const headers = { "content-type": "application/json", ...signature };
  return outcomeOfResponse(await webhooks.post({ url, headers, body }), nowMs());
}

function isGood(expiresAtMs: number | null, atMs: number): boolean {
  return expiresAtMs === null || expiresAtMs > atMs;
}
