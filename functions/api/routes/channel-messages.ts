import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import * as z from "zod";
import {
  channelIdSchema,
  channelMessageRequestSchema,
  channelMessageSchema,
} from "../../../shared/contracts/api/channels.ts";
import { receiveMessage } from "../../../shared/domain/channels/receive-message.ts";
import type { ApiApp, ApiEnv } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { deliver } from "../deliver.ts";
import { authenticateChannel } from "../middleware/authenticate-channel.ts";
import { idempotency } from "../middleware/idempotency.ts";
import { jsonBody } from "../middleware/json-body.ts";
import { rateLimit } from "../middleware/rate-limit.ts";
import { body, json, problemResponses, writeProblems } from "../route-parts.ts";

const signedPath = /^\/api\/v1\/channels\/[^/]+\/messages$/;

/** A request that its own route authenticates, by a signature instead of a credential. */
export function isSignedMessage(c: Context<ApiEnv>): boolean {
  return c.req.method === "POST" && signedPath.test(c.req.path);
}

const headers = z.object({
  "webhook-id": z.string().describe("The sender's id of this message, without a point: the same at each try"),
  "webhook-timestamp": z.string().describe("Seconds since 1970, of this try"),
  "webhook-signature": z.string().describe("`v1,` and base64; several with a space between them"),
});

/** Where customers' systems post what customers write. */
export function channelMessageRoutes(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: "/api/v1/channels/{id}/messages",
    operationId: "receiveMessage",
    summary: "Post a customer's message, signed",
    description:
      "Signed as Standard Webhooks says with the channel's secret, within five minutes; no key or token. Sent again under its `webhook-id` it is there once.",
    tags: ["Channels"],
    security: [{ signature: [] }],
    middleware: [
      authenticateChannel(services),
      rateLimit(services),
      jsonBody({ required: true }),
      idempotency(services, "webhook-id"),
    ],
    request: {
      params: z.object({ id: channelIdSchema }),
      headers,
      body: body(channelMessageRequestSchema.openapi("ChannelMessageRequest")),
    },
    responses: {
      201: json(channelMessageSchema.openapi("ChannelMessage"), "Where the message stands"),
      ...problemResponses(404, ...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const { channel, webhookId, postedBy } = c.get("signedMessage");
    const { customer_id, conversation_id, text, workflow_id } = c.req.valid("json");
    const message = {
      webhookId,
      postedBy,
      customerId: customer_id,
      conversationId: conversation_id ?? null,
      text,
      workflowId: workflow_id ?? null,
    };
    const accepted = await receiveMessage(channel, message, services);
    await deliver(accepted.messages, services);
    const { conversationId, messageId, seq, createdAtMs } = accepted.message;
    const created_at = new Date(createdAtMs).toISOString();
    return c.json({ conversation_id: conversationId, message_id: messageId, seq, created_at }, 201);
  });
}
