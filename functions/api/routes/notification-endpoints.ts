import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import {
  createEndpointRequestSchema,
  endpointIdSchema,
  endpointListSchema,
  endpointSchema,
  endpointWithSecretSchema,
  updateEndpointRequestSchema,
} from "../../../shared/contracts/api/notifications.ts";
import { InvalidFieldsError } from "../../../shared/contracts/field-problems.ts";
import type { NotificationEndpoint } from "../../../shared/contracts/notification.ts";
import { noEndpoint } from "../../../shared/domain/notifications/change-endpoint.ts";
import { createEndpoint } from "../../../shared/domain/notifications/create-endpoint.ts";
import { rotateSecret } from "../../../shared/domain/notifications/rotate-secret.ts";
import { updateEndpoint } from "../../../shared/domain/notifications/update-endpoint.ts";
import { viewEndpoint } from "../../../shared/domain/notifications/view-notifications.ts";
import { EgressRefusedError } from "../../../shared/runtime/egress/egress-refused-error.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { keyedId } from "../keyed-id.ts";
import { body, json, problemResponses, reads, writeProblems, writes } from "../route-parts.ts";

const tags = ["Notifications"];
const path = "/api/v1/notification-endpoints";
const params = z.object({ id: endpointIdSchema });
const endpoint = () => endpointSchema.openapi("NotificationEndpoint");
const withSecret = () => endpointWithSecretSchema.openapi("NotificationEndpointWithSecret");

export function notificationEndpointRoutes(app: ApiApp, services: ApiServices): void {
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
    operationId: "createNotificationEndpoint",
    summary: "Have somebody told of what happens",
    description:
      "A mail address, a Slack or Teams incoming webhook, or a webhook of your own, which is signed as Standard Webhooks says. The signing secret is shown in this answer and never again; neither is the URL.",
    tags,
    ...writes(services, ["desk:manage"]),
    request: { body: body(createEndpointRequestSchema.openapi("CreateNotificationEndpointRequest")) },
    responses: { 201: json(withSecret(), "The endpoint"), ...problemResponses(...writeProblems) },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { description, types, ...where } = c.req.valid("json");
    const endpointId = keyedId("endpoint", principal, c.get("keyedRequest"), services);
    const address = where.kind === "email" ? where.address : vetted(where.url, services);
    const { tenantId } = principal;
    const order = { tenantId, endpointId, kind: where.kind, description, types, address };
    const { endpoint: made, signingSecret } = await createEndpoint(order, services);
    c.set("replayBody", JSON.stringify({ ...viewEndpoint(made), signing_secret: null }));
    c.header("Location", `${path}/${endpointId}`);
    return c.json({ ...viewEndpoint(made), signing_secret: signingSecret }, 201);
  });
}

function list(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path,
    operationId: "listNotificationEndpoints",
    summary: "Who is told of what happens",
    tags,
    ...reads("desk:manage"),
    responses: {
      200: json(endpointListSchema.openapi("NotificationEndpointList"), "All of them"),
      ...problemResponses(),
    },
  });
  app.openapi(route, async (c) => {
    const { tenantId } = c.get("principal");
    const endpoints = await database.tenant(tenantId, (tx) => tx.notificationEndpoints.list());
    return c.json({ notification_endpoints: endpoints.map(viewEndpoint) }, 200);
  });
}

function get(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: `${path}/{id}`,
    operationId: "getNotificationEndpoint",
    summary: "A notification endpoint",
    tags,
    ...reads("desk:manage"),
    request: { params },
    responses: { 200: json(endpoint(), "The endpoint"), ...problemResponses(404) },
  });
  app.openapi(route, async (c) => {
    const { tenantId } = c.get("principal");
    const { id } = c.req.valid("param");
    const found = await database.tenant(tenantId, (tx) => tx.notificationEndpoints.get(id));
    if (found === null) throw noEndpoint();
    return c.json(viewEndpoint(found), 200);
  });
}

function update(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "patch",
    path: `${path}/{id}`,
    operationId: "updateNotificationEndpoint",
    summary: "Change who is told of what, or switch it on or off",
    tags,
    ...writes(services, ["desk:manage"]),
    request: {
      params,
      body: body(updateEndpointRequestSchema.openapi("UpdateNotificationEndpointRequest")),
    },
    responses: { 200: json(endpoint(), "The endpoint"), ...problemResponses(404, ...writeProblems) },
  });
  app.openapi(route, async (c) => {
    const { tenantId } = c.get("principal");
    const { id: endpointId } = c.req.valid("param");
    const { address, url, description, types, enabled } = c.req.valid("json");
    const standing = await services.database.tenant(tenantId, (tx) =>
      tx.notificationEndpoints.get(endpointId),
    );
    if (standing === null) throw noEndpoint();
    const whole = newAddress(standing, { address, url }, services);
    const change = {
      tenantId,
      endpointId,
      ...(description !== undefined && { description }),
      ...(types !== undefined && { types }),
      ...(enabled !== undefined && { enabled }),
      ...(whole !== undefined && { address: whole }),
    };
    return c.json(viewEndpoint(await updateEndpoint(change, services)), 200);
  });
}

function rotate(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: `${path}/{id}/secret`,
    operationId: "rotateNotificationSecret",
    summary: "Make a new signing secret",
    description:
      "Shown in this answer and never again. For a day messages carry two signatures, one by each secret, so that the receiver can change over in between.",
    tags,
    ...writes(services, ["desk:manage"], { required: false }),
    request: { params },
    responses: {
      200: json(withSecret(), "The endpoint with its new secret"),
      ...problemResponses(404, ...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const { tenantId } = c.get("principal");
    const rotated = await rotateSecret({ tenantId, endpointId: c.req.valid("param").id }, services);
    const view = viewEndpoint(rotated.endpoint);
    c.set("replayBody", JSON.stringify({ ...view, signing_secret: null }));
    return c.json({ ...view, signing_secret: rotated.signingSecret }, 200);
  });
}

function remove(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "delete",
    path: `${path}/{id}`,
    operationId: "deleteNotificationEndpoint",
    summary: "Tell it nothing more; what is on its way to it is not sent",
    tags,
    ...reads("desk:manage"),
    request: { params },
    responses: { 204: { description: "Deleted" }, ...problemResponses(404) },
  });
  app.openapi(route, async (c) => {
    const { tenantId } = c.get("principal");
    const { id } = c.req.valid("param");
    if (!(await database.tenant(tenantId, (tx) => tx.notificationEndpoints.remove(id)))) throw noEndpoint();
    return c.body(null, 204);
  });
}

/** A mail endpoint has an address, every other one a URL. */
function newAddress(
  { kind }: NotificationEndpoint,
  { address, url }: { address: string | undefined; url: string | undefined },
  services: ApiServices,
): string | undefined {
  const [right, wrong] = kind === "email" ? [address, url] : [url, address];
  if (wrong !== undefined)
    throw new InvalidFieldsError("The endpoint has no such address.", [
      {
        pointer: kind === "email" ? "#/url" : "#/address",
        detail: `is not what an endpoint of kind ${kind} has`,
      },
    ]);
  return right === undefined || kind === "email" ? right : vetted(right, services);
}

/** @throws InvalidFieldsError for a URL that nothing will be posted to */
function vetted(url: string, { vetUrl }: ApiServices): string {
  try {
    return vetUrl(url).href;
  } catch (error) {
    if (!(error instanceof EgressRefusedError)) throw error;
    throw new InvalidFieldsError("Nothing can be posted to this URL.", [
      { pointer: "#/url", detail: error.message },
    ]);
  }
}
