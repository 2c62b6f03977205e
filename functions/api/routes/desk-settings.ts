import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import {
  cannedReplyIdSchema,
  cannedReplyListSchema,
  cannedReplyRequestSchema,
  cannedReplySchema,
  deskSettingsSchema,
} from "../../../shared/contracts/api/desk.ts";
import { NotFoundError } from "../../../shared/contracts/errors.ts";
import { deskSettings } from "../../../shared/domain/queue/desk-transaction.ts";
import { settingsOf, viewCannedReply, viewSettings } from "../../../shared/domain/queue/view-desk.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { keyedId } from "../keyed-id.ts";
import { body, json, problemResponses, reads, writeProblems, writes } from "../route-parts.ts";

const tags = ["Desk"];
const params = z.object({ id: cannedReplyIdSchema });
const settingsPath = "/api/v1/desk/settings";
const repliesPath = "/api/v1/canned-replies";
const settings = () => deskSettingsSchema.openapi("DeskSettings");
const cannedReply = () => cannedReplySchema.openapi("CannedReply");
const cannedReplyBody = () => body(cannedReplyRequestSchema.openapi("CannedReplyRequest"));

export function deskSettingsRoutes(app: ApiApp, services: ApiServices): void {
  getSettings(app, services);
  putSettings(app, services);
  listReplies(app, services);
  createReply(app, services);
  putReply(app, services);
  deleteReply(app, services);
}

function getSettings(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: settingsPath,
    operationId: "getDeskSettings",
    summary: "How the desk works: hours, deadlines, assignment",
    tags,
    ...reads("desk:work", "desk:manage"),
    responses: { 200: json(settings(), "The settings"), ...problemResponses() },
  });
  app.openapi(route, async (c) =>
    c.json(viewSettings(await database.tenant(c.get("principal").tenantId, deskSettings)), 200),
  );
}

function putSettings(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "put",
    path: settingsPath,
    operationId: "putDeskSettings",
    summary: "Change how the desk works",
    description: "Handovers that are in the queue keep their deadlines.",
    tags,
    ...writes(services, ["desk:manage"]),
    request: { body: body(settings()) },
    responses: { 200: json(settings(), "The settings"), ...problemResponses(...writeProblems) },
  });
  app.openapi(route, async (c) => {
    const changed = settingsOf(c.req.valid("json"));
    await services.database.tenant(c.get("principal").tenantId, (tx) => tx.desk.saveSettings(changed));
    return c.json(viewSettings(changed), 200);
  });
}

function listReplies(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: repliesPath,
    operationId: "listCannedReplies",
    summary: "Canned replies",
    tags,
    ...reads("desk:work", "desk:manage"),
    responses: {
      200: json(cannedReplyListSchema.openapi("CannedReplyList"), "All of them"),
      ...problemResponses(),
    },
  });
  app.openapi(route, async (c) => {
    const replies = await database.tenant(c.get("principal").tenantId, (tx) => tx.desk.cannedReplies());
    return c.json({ canned_replies: replies.map(viewCannedReply) }, 200);
  });
}

function createReply(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: repliesPath,
    operationId: "createCannedReply",
    summary: "Add a canned reply",
    tags,
    ...writes(services, ["desk:manage"]),
    request: { body: cannedReplyBody() },
    responses: { 201: json(cannedReply(), "The canned reply"), ...problemResponses(...writeProblems) },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { tenantId } = principal;
    const cannedReplyId = keyedId("reply", principal, c.get("keyedRequest"), services);
    const reply = { tenantId, cannedReplyId, ...c.req.valid("json") };
    await services.database.tenant(tenantId, (tx) => tx.desk.saveCannedReply(reply));
    return c.json(viewCannedReply(reply), 201);
  });
}

function putReply(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "put",
    path: `${repliesPath}/{id}`,
    operationId: "putCannedReply",
    summary: "Change a canned reply",
    tags,
    ...writes(services, ["desk:manage"]),
    request: { params, body: cannedReplyBody() },
    responses: { 200: json(cannedReply(), "The canned reply"), ...problemResponses(404, ...writeProblems) },
  });
  app.openapi(route, async (c) => {
    const { tenantId } = c.get("principal");
    const reply = { tenantId, cannedReplyId: c.req.valid("param").id, ...c.req.valid("json") };
    await services.database.tenant(tenantId, async (tx) => {
      const known = await tx.desk.cannedReplies();
      if (!known.some(({ cannedReplyId }) => cannedReplyId === reply.cannedReplyId)) throw noReply();
      await tx.desk.saveCannedReply(reply);
    });
    return c.json(viewCannedReply(reply), 200);
  });
}

function deleteReply(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "delete",
    path: `${repliesPath}/{id}`,
    operationId: "deleteCannedReply",
    summary: "Delete a canned reply",
    tags,
    ...reads("desk:manage"),
    request: { params },
    responses: { 204: { description: "Deleted" }, ...problemResponses(404) },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const deleted = await database.tenant(c.get("principal").tenantId, (tx) => tx.desk.deleteCannedReply(id));
    if (!deleted) throw noReply();
    return c.body(null, 204);
  });
}

function noReply(): NotFoundError {
  return new NotFoundError("There is no such canned reply.");
}
