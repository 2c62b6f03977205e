import { createRoute } from "@hono/zod-openapi";
import { humanAgentSchema } from "../../../shared/contracts/api/desk.ts";
import { meSchema } from "../../../shared/contracts/api/me.ts";
import { scopes } from "../../../shared/contracts/principal.ts";
import { personOf } from "../../../shared/domain/access/person-of.ts";
import { viewHumanAgent } from "../../../shared/domain/queue/view-desk.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { json, problemResponses, reads } from "../route-parts.ts";

export function meRoutes(app: ApiApp, { database }: ApiServices): void {
  humanAgentSchema.openapi("HumanAgent");
  const route = createRoute({
    method: "get",
    path: "/api/v1/me",
    operationId: "getMe",
    summary: "Who you are, and what you may do",
    tags: ["API keys"],
    ...reads(...scopes),
    responses: { 200: json(meSchema.openapi("Me"), "You"), ...problemResponses() },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { tenantId, subject, roles, scopes: held } = principal;
    const agent = await database.tenant(tenantId, (tx) => tx.humanAgents.getBySubject(subject));
    const view = {
      tenant_id: tenantId,
      subject,
      person: personOf(principal),
      roles,
      scopes: held,
      human_agent: agent && viewHumanAgent(agent),
    };
    return c.json(view, 200);
  });
}
