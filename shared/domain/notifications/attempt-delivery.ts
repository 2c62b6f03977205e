import type { DeliveryMessage, NotificationDelivery } from "../../contracts/notification.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { bury, lease, settle } from "./delivery-life.ts";
import type { DeliveryOutcome } from "./delivery-outcome.ts";
import type { NotificationQueue } from "./ports.ts";
import { mostAttempts } from "./retry-schedule.ts";
import { type Job, sendDelivery, type Ways } from "./send-delivery.ts";

/** SQS delays no longer; what is due later goes round. */
const longestSeconds = 900;
/** Longer than any transaction takes: a message about a version that has not come by then is about none. */
const longestCommitMs = 120_000;
const againMs = 5_000;

interface Services extends Ways {
  database: Database;
  queue: NotificationQueue;
  /** In [0, 1). */
  random: () => number;
}

/**
 * Makes the attempt that is due and records what came of it, with the message about the next one on its way before that
 * commits. What is recorded as delivered is not sent again; a process that dies between sending and recording sends twice,
 * under the same id. Until its time a message goes round in the queue and nobody asks the database.
 */
export async function attemptDelivery(message: DeliveryMessage, services: Services): Promise<void> {
  const { database, queue, nowMs } = services;
  if (message.notBeforeMs > nowMs()) return queue.send([later(message, message.notBeforeMs, nowMs())]);
  const taken = await database.tenant(message.tenantId, (tx) => take(tx, message, nowMs()));
  if (taken === "void") return;
  if ("againAtMs" in taken) return queue.send([later(message, taken.againAtMs, nowMs())]);
  const outcome = await sendDelivery(taken, services);
  await database.tenant(message.tenantId, (tx) => record(tx, taken.delivery, outcome, services));
}

/** Takes the delivery for one attempt, counted before it is made. */
async function take(
  tx: TenantTransaction,
  { deliveryId, version, notBeforeMs }: DeliveryMessage,
  atMs: number,
): Promise<Job | { againAtMs: number } | "void"> {
  const delivery = await tx.notificationDeliveries.lock(deliveryId);
  // The transaction that speaks of this version may not have been committed yet.
  if (delivery === null || delivery.version < version)
    return atMs - notBeforeMs < longestCommitMs ? { againAtMs: atMs + againMs } : "void";
  if (delivery.version > version || delivery.nextAttemptAtMs === null) return "void";
  const { leasedUntilMs } = delivery;
  if (leasedUntilMs !== null && leasedUntilMs > atMs) return { againAtMs: leasedUntilMs };
  const job = await jobOf(tx, delivery);
  if ("impossible" in job) {
    await tx.notificationDeliveries.save(bury(delivery, job.impossible));
    return "void";
  }
  const leased = lease(delivery, atMs);
  await tx.notificationDeliveries.save(leased);
  return { ...job, delivery: leased };
}

async function jobOf(
  tx: TenantTransaction,
  delivery: NotificationDelivery,
): Promise<Omit<Job, "delivery"> | { impossible: string }> {
  const { notificationId, endpointId, attempts, lastError } = delivery;
  // An attempt that ended its process each time.
  if (attempts >= mostAttempts) return { impossible: lastError ?? "No attempt came to an end." };
  const notification = await tx.notifications.get(notificationId);
  if (notification === null) return { impossible: "What it was about is not kept any more." };
  if (endpointId === null) return { notification, endpoint: null };
  const endpoint = await tx.notificationEndpoints.get(endpointId);
  if (endpoint === null) return { impossible: "The endpoint was deleted." };
  return endpoint.enabled ? { notification, endpoint } : { impossible: "The endpoint is switched off." };
}

async function record(
  tx: TenantTransaction,
  taken: NotificationDelivery,
  outcome: DeliveryOutcome,
  services: Pick<Services, "queue" | "nowMs" | "random">,
): Promise<void> {
  const delivery = await tx.notificationDeliveries.lock(taken.deliveryId);
  // A person has asked for it again meanwhile: that is what counts now.
  if (delivery === null || delivery.version !== taken.version) return;
  const after = settle(delivery, outcome, services.nowMs(), services.random());
  if (outcome.kind === "gone" && delivery.endpointId !== null)
    await switchOff(tx, delivery.endpointId, services.nowMs());
  const { tenantId, deliveryId, version, nextAttemptAtMs } = after;
  if (nextAttemptAtMs !== null) {
    const next = { tenantId, deliveryId, version, notBeforeMs: nextAttemptAtMs };
    await services.queue.send([later(next, nextAttemptAtMs, services.nowMs())]);
  }
  await tx.notificationDeliveries.save(after);
}

/** Standard Webhooks: whoever answers 410 wants to hear nothing more. */
async function switchOff(tx: TenantTransaction, endpointId: string, atMs: number): Promise<void> {
  const endpoint = await tx.notificationEndpoints.lock(endpointId);
  if (endpoint === null || !endpoint.enabled) return;
  await tx.notificationEndpoints.save({
    ...endpoint,
    enabled: false,
    disabledReason: "gone",
    updatedAtMs: atMs,
  });
}

function later(message: DeliveryMessage, atMs: number, nowMs: number) {
  const delaySeconds = Math.max(0, Math.min(Math.ceil((atMs - nowMs) / 1_000), longestSeconds));
  return { message, delaySeconds };
}
