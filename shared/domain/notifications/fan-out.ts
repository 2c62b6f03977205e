import type { HumanAgent } from "../../contracts/human-agent.ts";
import type {
  AnnouncedMessage,
  ConcernedPerson,
  DeliveryMessage,
  EndpointKind,
  Notification,
  NotificationDelivery,
} from "../../contracts/notification.ts";
import type { Sha256Hex } from "../access/ports.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { notificationSettings } from "./default-settings.ts";
import type { NotificationQueue } from "./ports.ts";

/** Longer than any transaction takes: what is not there by then was never committed. */
const longestCommitMs = 120_000;
const againSeconds = 5;
const keepMs = 30 * 24 * 3_600_000;
/** At once; more than come in between. */
const mostForgotten = 200;

interface Services {
  database: Database;
  queue: NotificationQueue;
  sha256Hex: Sha256Hex;
  nowMs: () => number;
}

/**
 * Tells everybody who wants to know or is concerned: one delivery each, with an id that follows from both, so that a
 * message that comes twice makes none anew. A message may come before its transaction's commit; then it comes again.
 */
export async function fanOut(message: AnnouncedMessage, services: Services): Promise<void> {
  const { database, queue, nowMs } = services;
  const pending = await database.tenant(message.tenantId, (tx) => deliveriesOf(tx, message, services));
  if (pending !== null) return queue.send(pending.map(firstAttempt));
  if (nowMs() - message.sentAtMs < longestCommitMs)
    await queue.send([{ message, delaySeconds: againSeconds }]);
}

/** Those that nobody has begun with; null: there is no such notification, or not yet. */
async function deliveriesOf(
  tx: TenantTransaction,
  { notificationId }: AnnouncedMessage,
  { sha256Hex, nowMs }: Services,
): Promise<NotificationDelivery[] | null> {
  const notification = await tx.notifications.get(notificationId);
  if (notification === null) return null;
  if (isSampled(sha256Hex(notificationId)))
    await tx.notifications.forgetBefore(nowMs() - keepMs, mostForgotten);
  const deliveries: NotificationDelivery[] = [];
  for (const recipient of await recipientsOf(tx, notification))
    deliveries.push(
      await tx.notificationDeliveries.add(newDelivery(notification, recipient, sha256Hex, nowMs())),
    );
  return deliveries.filter(({ version, status }) => version === 0 && status === "pending");
}

interface Recipient {
  kind: EndpointKind;
  endpointId: string | null;
  address: string;
}

async function recipientsOf(tx: TenantTransaction, notification: Notification): Promise<Recipient[]> {
  const endpoints = (await tx.notificationEndpoints.list())
    .filter(({ enabled, types }) => enabled && types.includes(notification.type))
    .map(({ kind, endpointId, address }) => ({ kind, endpointId, address }));
  return [...endpoints, ...(await mailsToPeople(tx, notification))];
}

/** Where the tenant lets it: mails to those at the desk whom it concerns, and nobody else has an address. */
async function mailsToPeople(tx: TenantTransaction, { type, people }: Notification): Promise<Recipient[]> {
  const { mailAssignedAgents, mailNamedApprovers } = await notificationSettings(tx);
  const wanted =
    (type === "handover.assigned" && mailAssignedAgents) ||
    ((type === "task.opened" || type === "task.returned") && mailNamedApprovers);
  if (!wanted) return [];
  const addresses = new Set<string>();
  for (const person of people) {
    const agent = await find(tx, person);
    if (agent !== null) addresses.add(agent.email);
  }
  return [...addresses].map((address) => ({ kind: "email", endpointId: null, address }));
}

function find(tx: TenantTransaction, person: ConcernedPerson): Promise<HumanAgent | null> {
  return "subject" in person
    ? tx.humanAgents.getBySubject(person.subject)
    : tx.humanAgents.get(person.humanAgentId);
}

function newDelivery(
  { tenantId, notificationId, type }: Notification,
  { kind, endpointId, address }: Recipient,
  sha256Hex: Sha256Hex,
  atMs: number,
): NotificationDelivery {
  const source = JSON.stringify([tenantId, notificationId, endpointId ?? address]);
  return {
    deliveryId: `delivery_${sha256Hex(source).slice(0, 32)}`,
    tenantId,
    notificationId,
    type,
    kind,
    endpointId,
    address,
    status: "pending",
    attempts: 0,
    version: 0,
    nextAttemptAtMs: atMs,
    leasedUntilMs: null,
    lastError: null,
    deliveredBy: null,
    createdAtMs: atMs,
    deliveredAtMs: null,
  };
}

function firstAttempt({ tenantId, deliveryId, version, createdAtMs }: NotificationDelivery): {
  message: DeliveryMessage;
  delaySeconds: number;
} {
  return { message: { tenantId, deliveryId, version, notBeforeMs: createdAtMs }, delaySeconds: 0 };
}

/** One in sixteen: what is forgotten grows with what comes, and so does the forgetting. */
function isSampled(hash: string): boolean {
  return hash.endsWith("0");
}
