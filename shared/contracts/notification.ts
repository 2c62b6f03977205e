import * as z from "zod/mini";
import type { JsonObject } from "./json.ts";

/** What people and other systems can be told of. */
export const notificationTypes = [
  "task.opened",
  "task.returned",
  "task.decided",
  "task.expired",
  "handover.queued",
  "handover.assigned",
  "handover.escalated",
  "handover.closed",
  "conversation.closed",
] as const;
export type NotificationType = (typeof notificationTypes)[number];

/** Whom a notification concerns: a principal's subject, or somebody at the desk. */
export type ConcernedPerson = { subject: string } | { humanAgentId: string };

/** Something happened; written in the transaction in which it did. */
export interface Notification {
  /** Says what it is about, so that the same thing is told once: `task_…-opened`, `conv_…-r12`. */
  notificationId: string;
  tenantId: string;
  type: NotificationType;
  /** Ids, names, times and a task's question. Never what customers wrote, arguments' values or a task token. */
  data: JsonObject;
  people: ConcernedPerson[];
  atMs: number;
}

/** By which way somebody is told. */
export const endpointKinds = ["email", "slack", "teams", "webhook"] as const;
export type EndpointKind = (typeof endpointKinds)[number];

/** Where a tenant wants to be told of something. */
export interface NotificationEndpoint {
  endpointId: string;
  tenantId: string;
  kind: EndpointKind;
  description: string;
  types: NotificationType[];
  enabled: boolean;
  /** `gone`: it answered 410 and was switched off. Null while it is on, or when a person switched it off. */
  disabledReason: "gone" | null;
  /** A mail address, or a URL's origin: the rest of a URL is a secret. */
  address: string;
  /** Rises with every sealing; what was sealed is bound to it. */
  sealVersion: number;
  /** `EndpointSecrets` as sealed JSON text; null for a mail address. */
  sealed: string | null;
  createdAtMs: number;
  updatedAtMs: number;
}

/** What nobody is shown again. `signing` has the newest secret first; several are valid while they overlap. */
export const endpointSecretsSchema = z.strictObject({
  url: z.string(),
  signing: z.array(z.strictObject({ secret: z.string(), expiresAtMs: z.nullable(z.number()) })),
});
export type EndpointSecrets = z.infer<typeof endpointSecretsSchema>;

/** `failed` is tried again; `dead` is not, unless a person asks for it. */
export const deliveryStatuses = ["pending", "delivered", "failed", "dead"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One notification on its way to one address. */
export interface NotificationDelivery {
  /** Made of the notification and the address; receivers know what they have seen by it. */
  deliveryId: string;
  tenantId: string;
  notificationId: string;
  type: NotificationType;
  kind: EndpointKind;
  /** Null: a mail to a person whom it concerns. */
  endpointId: string | null;
  /** A mail address, or a URL's origin. */
  address: string;
  status: DeliveryStatus;
  /** Since it was first asked for, or asked for again. */
  attempts: number;
  /** Rises with every attempt and every wish of a person; a message about an earlier one is void. */
  version: number;
  nextAttemptAtMs: number | null;
  /** An attempt is under way and nobody else makes one before this moment. */
  leasedUntilMs: number | null;
  lastError: string | null;
  /** What took it: `smtp`, `ses`, `http`, or `outbox`, where no mail server is set and it is only kept. */
  deliveredBy: string | null;
  createdAtMs: number;
  deliveredAtMs: number | null;
}

/** Which mails people get that concern themselves. */
export interface NotificationSettings {
  mailAssignedAgents: boolean;
  mailNamedApprovers: boolean;
}

/** Body of the queue `notifications`: something to tell, or the next attempt of a delivery. */
export const notificationMessageSchema = z.union([
  z.strictObject({ tenantId: z.string(), notificationId: z.string(), sentAtMs: z.number() }),
  z.strictObject({
    tenantId: z.string(),
    deliveryId: z.string(),
    version: z.int(),
    /** Not to be attempted before; a queue delays no longer than 15 minutes at once. */
    notBeforeMs: z.number(),
  }),
]);
export type NotificationMessage = z.infer<typeof notificationMessageSchema>;
export type AnnouncedMessage = Extract<NotificationMessage, { notificationId: string }>;
export type DeliveryMessage = Extract<NotificationMessage, { deliveryId: string }>;
