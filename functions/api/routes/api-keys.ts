import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import {
  apiKeyListSchema,
  type ApiKeyView,
  createApiKeyRequestSchema,
  createdApiKeySchema,
} from "../../../shared/contracts/api/api-keys.ts";
import { createApiKey, listApiKeys, revokeApiKey } from "../../../shared/domain/access/manage-api-keys.ts";
import type { ApiKey } from "../../../shared/domain/storage/ports.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { body, json, problemResponses, reads, writeProblems, writes } from "../route-parts.ts";

const tags = ["API keys"];
// No scope of its own: the use cases ask for an owner.
const description = "For owners, with a credential that holds every scope.";

export function apiKeyRoutes(app: ApiApp, services: ApiServices): void {
  create(app, services);
  list(app, services);
  revoke(app, services);
}

function create(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: "/api/v1/api-keys",
    operationId: "createApiKey",
    summary: "Make an API key",
    description: `${description} The key is shown in this answer and never again. It is whoever's who makes it: where an approval needs two people, or not the requester, all of a person's keys and tokens are that one person.`,
    tags,
    ...writes(services, []),
    request: { body: body(createApiKeyRequestSchema.openapi("CreateApiKeyRequest")) },
    responses: {
      201: json(createdApiKeySchema.openapi("CreatedApiKey"), "The key"),
      ...problemResponses(...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const { name, roles, scopes, expires_in_days } = c.req.valid("json");
    const order = { name, roles: [...new Set(roles)], scopes, expiresInDays: expires_in_days };
    const { key, record } = await createApiKey(c.get("principal"), order, services);
    c.set("replayBody", JSON.stringify(viewKey(record)));
    return c.json({ ...viewKey(record), key }, 201);
  });
}

function list(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/api-keys",
    operationId: "listApiKeys",
    summary: "API keys, without the keys themselves",
    description,
    tags,
    ...reads(),
    responses: { 200: json(apiKeyListSchema.openapi("ApiKeyList"), "All of them"), ...problemResponses() },
  });
  app.openapi(route, async (c) => {
    const keys = await listApiKeys(c.get("principal"), services);
    return c.json({ api_keys: keys.map(viewKey) }, 200);
  });
}

function revoke(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "delete",
    path: "/api/v1/api-keys/{id}",
    operationId: "revokeApiKey",
    summary: "Revoke an API key",
    description: `${description} It is refused everywhere within half a minute.`,
    tags,
    ...reads(),
    request: { params: z.object({ id: z.string().regex(/^[0-9a-f]{16}$/) }) },
    responses: { 204: { description: "Revoked" }, ...problemResponses(404) },
  });
  app.openapi(route, async (c) => {
    await revokeApiKey(c.get("principal"), c.req.valid("param").id, services);
    services.authenticator.forgetAll();
    return c.body(null, 204);
  });
}

function viewKey(key: ApiKey): ApiKeyView {
  return {
    id: key.keyId,
    name: key.name,
    prefix: key.prefix,
    owner: key.owner,
    roles: key.roles,
    scopes: key.scopes,
    created_at: new Date(key.createdAtMs).toISOString(),
    expires_at: new Date(key.expiresAtMs).toISOString(),
    revoked_at: key.revokedAtMs === null ? null : new Date(key.revokedAtMs).toISOString(),
  };
}
