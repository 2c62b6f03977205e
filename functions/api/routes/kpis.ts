import { createRoute } from "@hono/zod-openapi";
import {
  humanAgentKpiQuerySchema,
  humanAgentKpisSchema,
  kpiQuerySchema,
  kpisSchema,
} from "../../../shared/contracts/api/kpis.ts";
import { askHumanAgentKpis, askKpis } from "../../../shared/domain/kpis/ask-kpis.ts";
import { viewHumanAgentKpis, viewKpis } from "../../../shared/domain/kpis/view-kpis.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { json, problemResponses, reads } from "../route-parts.ts";

const tags = ["KPIs"];
const path = "/api/v1/kpis";

/** As in docs/guides/kpis.md, in short. */
const definitions = [
  "Days are those of the desk's time zone, both included. All figures but `begun` and `backlog` are about the episodes that were closed in the period; an episode is a conversation from a first message to finished or resolved, and a conversation that is reopened begins another.",
  "- `automated`: no person had a part in it. `assisted`: no handover, but a person decided something. `escalated`: at least one handover. The two rates are shares of `closed`.",
  "- `resolution_time`: from the first message to the end.",
  "- `first_response_time`: of the AI from the first message, of people from the queue, to the first answer that the customer could read.",
  "- `sla`: deadlines of handovers. One that was closed in time without an answer owes none.",
  "- `csat`: scores that customers gave, 1 to 5.",
  "- `cost`: model calls recorded until the episode was closed, and the time with people at `human_cost_usd_per_hour` as it is set now.",
  "- `agents`: executions of AI agents that ended in the period, in conversations or not.",
  "- `backlog`: handovers that are open now, whatever the period.",
].join("\n");

export function kpiRoutes(app: ApiApp, services: ApiServices): void {
  getKpis(app, services);
  getHumanAgentKpis(app, services);
}

function getKpis(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "get",
    path,
    operationId: "getKpis",
    summary: "Key figures over some days, and how they developed",
    description: definitions,
    tags,
    ...reads("desk:manage"),
    request: { query: kpiQuerySchema },
    responses: { 200: json(kpisSchema.openapi("Kpis"), "The key figures"), ...problemResponses(400, 422) },
  });
  app.openapi(route, async (c) => {
    const { from: firstDay, to: lastDay, interval, workflow = null, channel = null } = c.req.valid("query");
    const filter = { workflow, channel };
    const asked = { firstDay, lastDay };
    const report = await askKpis(
      { tenantId: c.get("principal").tenantId, asked, filter, interval },
      services,
    );
    return c.json(viewKpis(report, filter), 200);
  });
}

function getHumanAgentKpis(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: `${path}/human-agents`,
    operationId: "getHumanAgentKpis",
    summary: "What each person at the desk did over some days",
    description:
      "`handled`, `let_go` and the times are about assignments that ended in the period: the first answer and the handling count from the assignment, the resolution from the queue. `load.average` is how many handovers the person had at once on average. `csat` is about the episodes that the person resolved.",
    tags,
    ...reads("desk:manage"),
    request: { query: humanAgentKpiQuerySchema },
    responses: {
      200: json(humanAgentKpisSchema.openapi("HumanAgentKpis"), "Everybody at the desk"),
      ...problemResponses(400, 422),
    },
  });
  app.openapi(route, async (c) => {
    const { from: firstDay, to: lastDay } = c.req.valid("query");
    const { tenantId } = c.get("principal");
    const report = await askHumanAgentKpis({ tenantId, asked: { firstDay, lastDay } }, services);
    return c.json(viewHumanAgentKpis(report), 200);
  });
}
