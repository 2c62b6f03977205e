import * as z from "zod";
import { channels, conversationStatuses, senders } from "../conversation.ts";
import { jsonObjectSchema, nextCursorSchema, pageQuery, timestampSchema } from "./values.ts";
import { workflowIdSchema } from "./executions.ts";

export const conversationIdSchema = z.string().regex(/^conv_[0-9a-f]{32}$/);
export const messageIdSchema = z.string().min(1).max(200);
/** Seconds that a stream stays open; a client goes on with `Last-Event-ID`. */
export const longestStreamSeconds = 25;

export const customerIdSchema = z.string().trim().min(1).max(200);
export const messageTextSchema = z.string().trim().min(1).max(20_000);
/** The sender's own id of a message: sent twice, it is there once. */
const clientIdSchema = z.string().min(1).max(200);

export const postMessageRequestSchema = z.strictObject({
  id: clientIdSchema.optional(),
  text: messageTextSchema,
});
export type PostMessageRequest = z.infer<typeof postMessageRequestSchema>;

export const createConversationRequestSchema = z.strictObject({
  /** `name`, or `name@version`, of the workflow that answers. */
  workflow_id: workflowIdSchema,
  /** Whose it is; who may not read all conversations opens only their own. */
  customer_id: customerIdSchema.optional(),
  channel: z.enum(channels).default("api"),
  /** What the workflow's input has beside the message. */
  metadata: jsonObjectSchema.optional(),
  /** The first message: with it the conversation begins. */
  message: postMessageRequestSchema.optional(),
});

export const conversationSchema = z.strictObject({
  conversation_id: conversationIdSchema,
  customer_id: z.string(),
  channel: z.enum(channels),
  workflow_id: z.string(),
  status: z.enum(conversationStatuses),
  /** The specification's older view. */
  simple_status: z.enum(["active", "closed", "escalated"]),
  /** People work on it, or will. */
  is_hil: z.boolean(),
  episode: z.int(),
  turn: z.int(),
  /** Sequence number of the newest message. */
  last_seq: z.int(),
  last_customer_seq: z.int(),
  handover_id: z.string().nullable(),
  /** The turn that is at work, or was last. */
  execution_id: z.string().nullable(),
  metadata: jsonObjectSchema,
  created_at: timestampSchema,
  updated_at: timestampSchema,
  closed_at: timestampSchema.nullable(),
  /** 1 to 5. */
  satisfaction: z.int().nullable(),
  /** Number of the newest event. */
  revision: z.int(),
});
export type ConversationView = z.infer<typeof conversationSchema>;

export const conversationListQuerySchema = z.strictObject({
  ...pageQuery,
  status: z.enum(conversationStatuses).optional(),
  customer_id: customerIdSchema.optional(),
});
export const conversationListSchema = z.strictObject({
  conversations: z.array(conversationSchema),
  next_cursor: nextCursorSchema,
});

export const messageSchema = z.strictObject({
  message_id: messageIdSchema,
  seq: z.int(),
  sender: z.enum(senders),
  sender_id: z.string().nullable(),
  text: z.string(),
  /** A note between people at the desk. */
  is_private: z.boolean(),
  created_at: timestampSchema,
});
export type MessageView = z.infer<typeof messageSchema>;

/** `after` is a sequence number, or a revision. */
const after = { after: z.coerce.number().int().min(0).default(0) };

export const messageListQuerySchema = z.strictObject({ ...after, limit: pageQuery.limit });
export const messageListSchema = z.strictObject({ messages: z.array(messageSchema) });

export const conversationEventSchema = z.strictObject({
  revision: z.int(),
  type: z.string(),
  at: timestampSchema,
  data: jsonObjectSchema,
});
export type ConversationEventView = z.infer<typeof conversationEventSchema>;
export const historyQuerySchema = z.strictObject({ ...after, limit: pageQuery.limit });
export const historySchema = z.strictObject({ events: z.array(conversationEventSchema) });

/** How long a stream stays open; at 0 what is there already is sent. */
export const streamSecondsSchema = z.coerce
  .number()
  .min(0)
  .max(longestStreamSeconds)
  .default(longestStreamSeconds);

export const streamQuerySchema = z.strictObject({
  /** As `Last-Event-ID`, which counts where both are sent. */
  after: z.coerce.number().int().min(0).default(0),
  wait_seconds: streamSecondsSchema,
});

export const satisfactionRequestSchema = z.strictObject({ score: z.int().min(1).max(5) });
