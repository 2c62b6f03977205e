import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import {
  handoverIdSchema,
  handoverListQuerySchema,
  handoverListSchema,
  handoverSchema,
} from "../../../shared/contracts/api/desk.ts";
import { findMe } from "../../../shared/domain/queue/manage-agents.ts";
import { summariseHandover } from "../../../shared/domain/queue/view-desk.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { json, problemResponses, reads } from "../route-parts.ts";
import { showHandover } from "../show-handover.ts";

const tags = ["Desk"];

export function handoverRoutes(app: ApiApp, services: ApiServices): void {
  list(app, services);
  get(app, services);
}

function list(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/handovers",
    operationId: "listHandovers",
    summary: "Conversations that wait for a person, have one, or had one; oldest first",
    tags,
    ...reads("desk:work", "desk:manage"),
    request: { query: handoverListQuerySchema },
    responses: {
      200: json(handoverListSchema.openapi("HandoverList"), "One page"),
      ...problemResponses(400),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { limit, cursor, status, assigned_to } = c.req.valid("query");
    const page = await database.tenant(principal.tenantId, async (tx) => {
      const assignedTo = assigned_to === "me" ? (await findMe(tx, principal)).humanAgentId : assigned_to;
      const filter = {
        ...(status !== undefined && { status }),
        ...(assignedTo !== undefined && { assignedTo }),
      };
      return tx.handovers.list(filter, limit, cursor ?? null);
    });
    return c.json({ handovers: page.items.map(summariseHandover), next_cursor: page.nextCursor }, 200);
  });
}

function get(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/handovers/{id}",
    operationId: "getHandover",
    summary: "A handover with what led to it, and who has had it",
    tags,
    ...reads("desk:work", "desk:manage"),
    request: { params: z.object({ id: handoverIdSchema }) },
    responses: {
      200: json(handoverSchema.openapi("Handover"), "The handover"),
      ...problemResponses(404),
    },
  });
  app.openapi(route, async (c) =>
    c.json(await showHandover(c.get("principal"), c.req.valid("param").id, services), 200),
  );
}
