import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import {
  type ChangedView,
  changesQuerySchema,
  changesSchema,
  type ChangesView,
  changesStreamQuerySchema,
} from "../../../shared/contracts/api/changes.ts";
import { longestStreamSeconds } from "../../../shared/contracts/api/conversations.ts";
import { maxWaitSeconds } from "../../../shared/contracts/api/executions.ts";
import type { FeedEntry, FeedPage } from "../../../shared/domain/changes/ports.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { eventStream, eventStreamType, type StreamEvent } from "../event-stream.ts";
import { followChanges, type FollowingChanges } from "../follow-changes.ts";
import { preferredWaitSeconds } from "../preferred-wait.ts";
import { json, problemResponses, reads } from "../route-parts.ts";

const tags = ["Changes"];
const path = "/api/v1/changes";
const what =
  "Conversations and handovers with `conversations:read`, human tasks with `human-tasks:read`: types and ids alone.";
const pageSize = 100;

export function changeRoutes(app: ApiApp, services: ApiServices): void {
  list(app, services);
  stream(app, services);
}

function list(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "get",
    path,
    operationId: "listChanges",
    summary: "What has changed since",
    description: `${what} Without \`after\` it says where to begin: take that first, then read what you show. With \`Prefer: wait=N\` (${maxWaitSeconds} at most) the answer comes when something has changed.`,
    tags,
    ...reads("conversations:read", "human-tasks:read"),
    request: { query: changesQuerySchema },
    responses: { 200: json(changesSchema.openapi("Changes"), "One page"), ...problemResponses(400) },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { after, limit } = c.req.valid("query");
    if (after === undefined)
      return c.json({ changes: [], cursor: await endOf(principal.tenantId, services), has_more: false }, 200);
    const untilMs = services.nowMs() + preferredWaitSeconds(undefined, c.req.header("Prefer")) * 1000;
    const following = { principal, cursor: after, untilMs, limit };
    return c.json(viewPage(await firstPage(following, services, c.req.raw.signal)), 200);
  });
}

/** The first page with something in it, or the last one. */
async function firstPage(
  following: FollowingChanges,
  services: ApiServices,
  signal: AbortSignal,
): Promise<FeedPage> {
  let last: FeedPage = { entries: [], cursor: following.cursor, hasMore: false, isHeldBack: false };
  for await (last of followChanges(following, services, signal)) if (last.entries.length > 0) break;
  return last;
}

function stream(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: `${path}/stream`,
    operationId: "streamChanges",
    summary: "What changes, as it changes",
    description: `Server-sent events. ${what} The first event, \`ready\`, says that from there on nothing is missed. A stream ends after ${longestStreamSeconds} seconds at the latest; with \`Last-Event-ID\` the next one goes on without a gap.`,
    tags,
    ...reads("conversations:read", "human-tasks:read"),
    request: { query: changesStreamQuerySchema },
    responses: {
      200: { description: "The stream", content: { "text/event-stream": { schema: streamSchema } } },
      ...problemResponses(400),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { after, wait_seconds } = c.req.valid("query");
    const untilMs = services.nowMs() + wait_seconds * 1000;
    const cursor = c.req.header("Last-Event-ID") || after || (await endOf(principal.tenantId, services));
    // Refuses what is no cursor before the stream has begun.
    await services.database.tenant(principal.tenantId, (tx) => tx.changes.after(cursor, [], 1));
    const following = { principal, cursor, untilMs, limit: pageSize };
    const events = (signal: AbortSignal) => eventsOf(following, services, signal);
    return c.body(eventStream(events, c.req.raw.signal), 200, { "Content-Type": eventStreamType });
  });
}

const streamSchema = z.string().openapi({
  description:
    "Events `ready` and `changed` with `id` (the cursor); `changed` has JSON `data`: `type` and `id`",
});

async function* eventsOf(
  following: FollowingChanges,
  services: ApiServices,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  yield { id: following.cursor, event: "ready", data: {} };
  for await (const { entries } of followChanges(following, services, signal)) {
    for (const entry of entries) yield { id: entry.cursor, event: "changed", data: viewEntry(entry) };
    if (entries.length === 0) yield null;
  }
}

function endOf(tenantId: string, { database }: ApiServices): Promise<string> {
  return database.tenant(tenantId, (tx) => tx.changes.end());
}

function viewPage({ entries, cursor, hasMore }: FeedPage): ChangesView {
  return { changes: entries.map(viewEntry), cursor, has_more: hasMore };
}

function viewEntry({ type, id }: FeedEntry): ChangedView {
  return { type, id };
}
