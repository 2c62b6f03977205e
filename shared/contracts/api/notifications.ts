import * as z from "zod";
import { deliveryStatuses, endpointKinds, notificationTypes } from "../notification.ts";
import { nextCursorSchema, pageQuery, timestampSchema } from "./values.ts";

export const endpointIdSchema = z.string().regex(/^endpoint_[0-9a-f]{32}$/);
export const deliveryIdSchema = z.string().regex(/^delivery_[0-9a-f]{32}$/);
const typesSchema = z
  .array(z.enum(notificationTypes))
  .min(1)
  .transform((types) => notificationTypes.filter((type) => types.includes(type)))
  .pipe(z.array(z.enum(notificationTypes)));
const descriptionSchema = z.string().trim().max(200);
/** Where it may lead is checked with the network, not by its form. */
const urlSchema = z.string().min(1).max(2_048);
/** Characters that a header could begin anew with are in no address. */
const mailAddressSchema = z.email().max(254);

const facts = { types: typesSchema, description: descriptionSchema.default("") };

export const createEndpointRequestSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("email"), address: mailAddressSchema, ...facts }),
  ...endpointKinds
    .filter((kind) => kind !== "email")
    .map((kind) => z.strictObject({ kind: z.literal(kind), url: urlSchema, ...facts })),
]);

/** `address` of a mail endpoint, `url` of another. */
export const updateEndpointRequestSchema = z.strictObject({
  types: typesSchema.optional(),
  description: descriptionSchema.optional(),
  enabled: z.boolean().optional(),
  address: mailAddressSchema.optional(),
  url: urlSchema.optional(),
});

const endpoint = {
  id: endpointIdSchema,
  kind: z.enum(endpointKinds),
  description: z.string(),
  types: z.array(z.enum(notificationTypes)),
  enabled: z.boolean(),
  /** `gone`: it answered 410 and was switched off. */
  disabled_reason: z.literal("gone").nullable(),
  /** A mail address, or a URL's origin: the rest of a URL is not shown again. */
  address: z.string(),
  created_at: timestampSchema,
  updated_at: timestampSchema,
};
export const endpointSchema = z.strictObject(endpoint);
export type EndpointView = z.infer<typeof endpointSchema>;
export const endpointListSchema = z.strictObject({ notification_endpoints: z.array(endpointSchema) });

/** With the secret that messages are signed with, shown this once; null for a kind that is not signed. */
export const endpointWithSecretSchema = z.strictObject({
  ...endpoint,
  signing_secret: z.string().nullable(),
});

const delivery = {
  id: deliveryIdSchema,
  notification_id: z.string(),
  type: z.enum(notificationTypes),
  kind: z.enum(endpointKinds),
  /** Null: a mail to a person whom it concerns. */
  endpoint_id: endpointIdSchema.nullable(),
  address: z.string(),
  /** `failed` is tried again at `next_attempt_at`; `dead` is not. */
  status: z.enum(deliveryStatuses),
  attempts: z.int(),
  next_attempt_at: timestampSchema.nullable(),
  last_error: z.string().nullable(),
  /** `outbox`: no mail server is set, and it is kept here only. */
  delivered_by: z.string().nullable(),
  created_at: timestampSchema,
  delivered_at: timestampSchema.nullable(),
};
export const deliverySchema = z.strictObject(delivery);
export type DeliveryView = z.infer<typeof deliverySchema>;

/** With what is sent: of a mail its subject and text, of everything else the JSON text that is posted. */
export const deliveryWithContentSchema = z.strictObject({
  ...delivery,
  content: z.strictObject({ subject: z.string().nullable(), body: z.string() }),
});
export type DeliveryWithContentView = z.infer<typeof deliveryWithContentSchema>;

export const deliveryListQuerySchema = z.strictObject({
  ...pageQuery,
  status: z.enum(deliveryStatuses).optional(),
  endpoint_id: endpointIdSchema.optional(),
});
export const deliveryListSchema = z.strictObject({
  notification_deliveries: z.array(deliverySchema),
  next_cursor: nextCursorSchema,
});

/** Which mails people get that concern themselves. */
export const notificationSettingsSchema = z.strictObject({
  /** Whoever a conversation is assigned to. */
  mail_assigned_agents: z.boolean(),
  /** Those at the desk whom a human task names. */
  mail_named_approvers: z.boolean(),
});
export type NotificationSettingsView = z.infer<typeof notificationSettingsSchema>;
