import { createRoute } from "@hono/zod-openapi";
import { notificationSettingsSchema } from "../../../shared/contracts/api/notifications.ts";
import { notificationSettings } from "../../../shared/domain/notifications/default-settings.ts";
import { viewNotificationSettings } from "../../../shared/domain/notifications/view-notifications.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { body, json, problemResponses, reads, writeProblems, writes } from "../route-parts.ts";

const tags = ["Notifications"];
const path = "/api/v1/notification-settings";
const settings = () => notificationSettingsSchema.openapi("NotificationSettings");

export function notificationSettingsRoutes(app: ApiApp, services: ApiServices): void {
  get(app, services);
  put(app, services);
}

function get(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path,
    operationId: "getNotificationSettings",
    summary: "Which mails people get that concern themselves",
    tags,
    ...reads("desk:manage"),
    responses: { 200: json(settings(), "The settings"), ...problemResponses() },
  });
  app.openapi(route, async (c) => {
    const standing = await database.tenant(c.get("principal").tenantId, notificationSettings);
    return c.json(viewNotificationSettings(standing), 200);
  });
}

function put(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "put",
    path,
    operationId: "putNotificationSettings",
    summary: "Say which mails people get that concern themselves",
    tags,
    ...writes(services, ["desk:manage"]),
    request: { body: body(settings()) },
    responses: { 200: json(settings(), "The settings"), ...problemResponses(...writeProblems) },
  });
  app.openapi(route, async (c) => {
    const view = c.req.valid("json");
    const { mail_assigned_agents: mailAssignedAgents, mail_named_approvers: mailNamedApprovers } = view;
    await services.database.tenant(c.get("principal").tenantId, (tx) =>
      tx.notifications.saveSettings({ mailAssignedAgents, mailNamedApprovers }),
    );
    return c.json(view, 200);
  });
}
