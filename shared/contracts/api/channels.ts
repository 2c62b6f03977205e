import * as z from "zod";
import { channels } from "../conversation.ts";
import {
  messageTextSchema,
  conversationIdSchema,
  customerIdSchema,
  messageIdSchema,
} from "./conversations.ts";
import { workflowIdSchema } from "./executions.ts";
import { timestampSchema } from "./values.ts";

export const channelIdSchema = z.string().regex(/^chn_[0-9a-f]{32}$/);
const nameSchema = z.string().trim().min(1).max(100);
export const longestOverlapSeconds = 7 * 24 * 3600;

export const createChannelRequestSchema = z.strictObject({
  /** What people call it. */
  name: nameSchema,
  kind: z.enum(channels).default("api"),
  /** `name`, or `name@version`, of the workflow that answers. */
  workflow_id: workflowIdSchema,
});

export const updateChannelRequestSchema = z.strictObject({
  name: nameSchema.optional(),
  workflow_id: workflowIdSchema.optional(),
  /** A disabled channel takes no message. */
  enabled: z.boolean().optional(),
});

export const rotateChannelSecretRequestSchema = z.strictObject({
  /** For how long the secret that is replaced still verifies; 0 where it has leaked. */
  overlap_seconds: z
    .int()
    .min(0)
    .max(longestOverlapSeconds)
    .default(24 * 3600),
});

const channel = {
  channel_id: channelIdSchema,
  name: z.string(),
  kind: z.enum(channels),
  workflow_id: z.string(),
  enabled: z.boolean(),
  /** How many secrets it has had. */
  secret_version: z.int(),
  /** Until when the secret before the current one verifies. */
  previous_secret_until: timestampSchema.nullable(),
  created_at: timestampSchema,
  updated_at: timestampSchema,
};
export const channelSchema = z.strictObject(channel);
export type ChannelView = z.infer<typeof channelSchema>;
export const channelListSchema = z.strictObject({ channels: z.array(channelSchema) });

export const channelWithSecretSchema = z.strictObject({
  ...channel,
  /** `whsec_…`, shown this once; a replayed request does not show it again. */
  secret: z.string().optional(),
});

/** A message as the customer's system posts it. */
export const channelMessageRequestSchema = z.strictObject({
  /** Whose conversation it is, by the sender's own id. */
  customer_id: customerIdSchema,
  /** The sender's own id of the conversation, or ours (`conv_…`); without it the message opens one. */
  conversation_id: z.string().trim().min(1).max(200).optional(),
  text: messageTextSchema,
  /** The workflow that answers a new conversation, instead of the channel's. */
  workflow_id: workflowIdSchema.optional(),
});
export type ChannelMessageRequest = z.infer<typeof channelMessageRequestSchema>;

export const channelMessageSchema = z.strictObject({
  conversation_id: conversationIdSchema,
  message_id: messageIdSchema,
  /** Its number in the conversation. */
  seq: z.int(),
  created_at: timestampSchema,
});
export type ChannelMessageView = z.infer<typeof channelMessageSchema>;
