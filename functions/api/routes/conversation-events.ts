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
import { eventStream, eventStreamType } from "../event-stream.ts";
import { followConversation, type Following } from "../follow-conversation.ts";
import { json, problemResponses, reads } from "../route-parts.ts";

const tags = ["Conversations"];
const params = z.object({ id: conversationIdSchema });
const streamSchema = z
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
      200: { description: "The stream", content: { "text/event-stream": { schema: streamSchema } } },
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
    const events = (signal: AbortSignal) => followConversation(following, services, signal);
    return c.body(eventStream(events, c.req.raw.signal), 200, { "Content-Type": eventStreamType });
  });
}

/** One that is no revision is none of ours. */
function lastEventId(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
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
