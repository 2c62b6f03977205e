import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import {
  conversationIdSchema,
  historyQuerySchema,
  historySchema,
  longestStreamSeconds,
  streamQuerySchema,
} from "../../../shared/contracts/api/conversations.ts";
import { audienceOf } from "../../../shared/domain/conversations/audience.ts";
import { findConversation } from "../../../shared/domain/conversations/conversation-access.ts";
import { viewEvent } from "../../../shared/domain/conversations/view-conversation.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { eventText, followConversation, type Following } from "../follow-conversation.ts";
import { json, problemResponses, reads } from "../route-parts.ts";

const tags = ["Conversations"];
const params = z.object({ id: conversationIdSchema });
const eventStream = z
  .string()
  .openapi({ description: "Events with `id` (the revision), `event` and JSON `data`" });

export function conversationEventRoutes(app: ApiApp, services: ApiServices): void {
  stream(app, services);
  history(app, services);
}

function stream(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/conversations/{id}/events",
    operationId: "streamConversation",
    summary: "What happens in a conversation, as it happens",
    description: `Server-sent events. A stream ends after ${longestStreamSeconds} seconds at the latest; with \`Last-Event-ID\`, as browsers send it, the next one goes on without a gap. Customers do not see notes, nor what happens at the desk.`,
    tags,
    ...reads("conversations:read", "conversations:write"),
    request: { params, query: streamQuerySchema },
    responses: {
      200: { description: "The stream", content: { "text/event-stream": { schema: eventStream } } },
      ...problemResponses(400, 404),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const conversationId = c.req.valid("param").id;
    const { after, wait_seconds } = c.req.valid("query");
    await services.database.tenant(principal.tenantId, (tx) =>
      findConversation(tx, principal, conversationId),
    );
    const following: Following = {
      principal,
      conversationId,
      after: lastEventId(c.req.header("Last-Event-ID")) ?? after,
      untilMs: services.nowMs() + wait_seconds * 1000,
    };
    return c.body(streamOf(following, services, c.req.raw.signal), 200, {
      "Content-Type": "text/event-stream; charset=utf-8",
    });
  });
}

/** One that is no revision is none of ours. */
function lastEventId(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}

function streamOf(
  following: Following,
  services: ApiServices,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const left = new AbortController();
  const encoder = new TextEncoder();
  const events = followConversation(following, services, AbortSignal.any([signal, left.signal]));
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode("retry: 1000\n\n")),
    async pull(controller) {
      const { done, value } = await events.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(eventText(value)));
    },
    cancel: () => left.abort(),
  });
}

function history(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/conversations/{id}/history",
    operationId: "getConversationHistory",
    summary: "What has happened in a conversation, in order, after a revision",
    tags,
    ...reads("conversations:read", "conversations:write"),
    request: { params, query: historyQuerySchema },
    responses: {
      200: json(
        historySchema.openapi("ConversationHistory"),
        "One page; one with fewer than `limit` is the last",
      ),
      ...problemResponses(400, 404),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { id } = c.req.valid("param");
    const { after, limit } = c.req.valid("query");
    const events = await database.tenant(principal.tenantId, async (tx) => {
      await findConversation(tx, principal, id);
      return tx.conversationEvents.list(id, after, limit, audienceOf(principal));
    });
    return c.json({ events: events.map(viewEvent) }, 200);
  });
}
