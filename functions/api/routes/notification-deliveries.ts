import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import {
  deliveryIdSchema,
  deliveryListQuerySchema,
  deliveryListSchema,
  deliverySchema,
  deliveryWithContentSchema,
} from "../../../shared/contracts/api/notifications.ts";
import { NotFoundError } from "../../../shared/contracts/errors.ts";
import { redeliver } from "../../../shared/domain/notifications/redeliver.ts";
import {
  viewDelivery,
  viewDeliveryWithContent,
} from "../../../shared/domain/notifications/view-notifications.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { json, problemResponses, reads, writeProblems, writes } from "../route-parts.ts";

const tags = ["Notifications"];
const path = "/api/v1/notification-deliveries";
const params = z.object({ id: deliveryIdSchema });

export function notificationDeliveryRoutes(app: ApiApp, services: ApiServices): void {
  list(app, services);
  get(app, services);
  sendAgain(app, services);
}

function list(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path,
    operationId: "listNotificationDeliveries",
    summary: "What was sent to whom, newest first",
    tags,
    ...reads("desk:manage"),
    request: { query: deliveryListQuerySchema },
    responses: {
      200: json(deliveryListSchema.openapi("NotificationDeliveryList"), "One page"),
      ...problemResponses(400),
    },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor = null, status, endpoint_id: endpointId } = c.req.valid("query");
    const filter = {
      ...(status !== undefined && { status }),
      ...(endpointId !== undefined && { endpointId }),
    };
    const page = await database.tenant(c.get("principal").tenantId, (tx) =>
      tx.notificationDeliveries.list(filter, limit, cursor),
    );
    return c.json(
      { notification_deliveries: page.items.map(viewDelivery), next_cursor: page.nextCursor },
      200,
    );
  });
}

function get(app: ApiApp, { database, consoleUrl }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: `${path}/{id}`,
    operationId: "getNotificationDelivery",
    summary: "A delivery, with what is sent",
    tags,
    ...reads("desk:manage"),
    request: { params },
    responses: {
      200: json(deliveryWithContentSchema.openapi("NotificationDeliveryWithContent"), "The delivery"),
      ...problemResponses(404),
    },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const found = await database.tenant(c.get("principal").tenantId, async (tx) => {
      const delivery = await tx.notificationDeliveries.get(id);
      const notification = delivery && (await tx.notifications.get(delivery.notificationId));
      return delivery && notification && { delivery, notification };
    });
    if (found === null) throw new NotFoundError("There is no such delivery.");
    return c.json(viewDeliveryWithContent(found.delivery, found.notification, consoleUrl), 200);
  });
}

function sendAgain(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: `${path}/{id}/redeliver`,
    operationId: "redeliverNotification",
    summary: "Send it again, under the same id",
    tags,
    ...writes(services, ["desk:manage"], { required: false }),
    request: { params },
    responses: {
      200: json(deliverySchema.openapi("NotificationDelivery"), "The delivery, on its way again"),
      ...problemResponses(404, ...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const { tenantId } = c.get("principal");
    const request = { tenantId, deliveryId: c.req.valid("param").id };
    return c.json(viewDelivery(await redeliver(request, services)), 200);
  });
}
