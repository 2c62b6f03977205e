import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import {
  channelIdSchema,
  channelListSchema,
  channelSchema,
  channelWithSecretSchema,
  createChannelRequestSchema,
  rotateChannelSecretRequestSchema,
  updateChannelRequestSchema,
} from "../../../shared/contracts/api/channels.ts";
import { personOf } from "../../../shared/domain/access/person-of.ts";
import {
  createChannel,
  findChannel,
  removeChannel,
  rotateChannelSecret,
  updateChannel,
} from "../../../shared/domain/channels/manage-channels.ts";
import { viewChannel } from "../../../shared/domain/channels/view-channel.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { keyedId } from "../keyed-id.ts";
import { body, json, problemResponses, reads, writeProblems, writes } from "../route-parts.ts";

const tags = ["Channels"];
const path = "/api/v1/channels";
const params = z.object({ id: channelIdSchema });
const shownOnce = "The secret is shown in this answer and never again.";
const channel = () => channelSchema.openapi("Channel");
const withSecret = () => channelWithSecretSchema.openapi("ChannelWithSecret");

export function channelRoutes(app: ApiApp, services: ApiServices): void {
  create(app, services);
  list(app, services);
  get(app, services);
  update(app, services);
  rotate(app, services);
  remove(app, services);
}

function create(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path,
    operationId: "createChannel",
    summary: "Let a customer's system post messages",
    description: shownOnce,
    tags,
    ...writes(services, ["desk:manage"]),
    request: { body: body(createChannelRequestSchema.openapi("CreateChannelRequest")) },
    responses: { 201: json(withSecret(), "The channel"), ...problemResponses(404, ...writeProblems) },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { name, kind, workflow_id: workflowId } = c.req.valid("json");
    const channelId = keyedId("chn", principal, c.get("keyedRequest"), services);
    const order = { tenantId: principal.tenantId, channelId, kind, name, workflowId };
    const made = await createChannel({ ...order, issuedTo: personOf(principal) }, services);
    const view = viewChannel(made.channel, services.nowMs());
    c.set("replayBody", JSON.stringify(view));
    c.header("Location", `${path}/${channelId}`);
    return c.json({ ...view, secret: made.secret }, 201);
  });
}

function list(app: ApiApp, { database, nowMs }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path,
    operationId: "listChannels",
    summary: "Channels, oldest first",
    tags,
    ...reads("desk:manage"),
    responses: {
      200: json(channelListSchema.openapi("ChannelList"), "All of them"),
      ...problemResponses(),
    },
  });
  app.openapi(route, async (c) => {
    const channels = await database.tenant(c.get("principal").tenantId, (tx) => tx.channels.list());
    return c.json({ channels: channels.map((each) => viewChannel(each, nowMs())) }, 200);
  });
}

function get(app: ApiApp, { database, nowMs }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: `${path}/{id}`,
    operationId: "getChannel",
    summary: "A channel",
    tags,
    ...reads("desk:manage"),
    request: { params },
    responses: { 200: json(channel(), "The channel"), ...problemResponses(404) },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const found = await database.tenant(c.get("principal").tenantId, (tx) => findChannel(tx, id));
    return c.json(viewChannel(found, nowMs()), 200);
  });
}

function update(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "patch",
    path: `${path}/{id}`,
    operationId: "updateChannel",
    summary: "Rename, disable or enable a channel, or have another workflow answer",
    tags,
    ...writes(services, ["desk:manage"]),
    request: { params, body: body(updateChannelRequestSchema.openapi("UpdateChannelRequest")) },
    responses: { 200: json(channel(), "The channel"), ...problemResponses(404, ...writeProblems) },
  });
  app.openapi(route, async (c) => {
    const { name, workflow_id: workflowId, enabled } = c.req.valid("json");
    const change = {
      ...(name !== undefined && { name }),
      ...(workflowId !== undefined && { workflowId }),
      ...(enabled !== undefined && { enabled }),
    };
    const { tenantId } = c.get("principal");
    const changed = await updateChannel(tenantId, c.req.valid("param").id, change, services);
    return c.json(viewChannel(changed, services.nowMs()), 200);
  });
}

function rotate(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: `${path}/{id}/secret`,
    operationId: "rotateChannelSecret",
    summary: "Give a channel another secret",
    description: `The one before goes on verifying for a while. ${shownOnce}`,
    tags,
    ...writes(services, ["desk:manage"], { required: false }),
    request: { params, body: body(rotateChannelSecretRequestSchema.openapi("RotateChannelSecretRequest")) },
    responses: { 200: json(withSecret(), "The channel"), ...problemResponses(404, ...writeProblems) },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const overlapMs = c.req.valid("json").overlap_seconds * 1000;
    const order = { tenantId: principal.tenantId, channelId: c.req.valid("param").id, overlapMs };
    const rotated = await rotateChannelSecret({ ...order, issuedTo: personOf(principal) }, services);
    const view = viewChannel(rotated.channel, services.nowMs());
    c.set("replayBody", JSON.stringify(view));
    return c.json({ ...view, secret: rotated.secret }, 200);
  });
}

function remove(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "delete",
    path: `${path}/{id}`,
    operationId: "deleteChannel",
    summary: "Remove a channel",
    description: "Its conversations stay.",
    tags,
    ...reads("desk:manage"),
    request: { params },
    responses: { 204: { description: "Removed" }, ...problemResponses(404) },
  });
  app.openapi(route, async (c) => {
    await removeChannel(c.get("principal").tenantId, c.req.valid("param").id, services);
    return c.body(null, 204);
  });
}
