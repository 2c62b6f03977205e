import { createRoute } from "@hono/zod-openapi";
import { agentListSchema, agentQuerySchema, type AgentView } from "../../../shared/contracts/api/agents.ts";
import { type AgentMeasure, measureAgents } from "../../../shared/domain/workflows/measure-agents.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices, RegisteredAgent } from "../api-services.ts";
import { json, problemResponses, reads } from "../route-parts.ts";

/** An agent that fails more often is not healthy. */
const healthyErrorRate = 0.5;

export function agentRoutes(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/agents",
    operationId: "listAgents",
    summary: "Registered agents",
    tags: ["Agents"],
    ...reads("agents:read"),
    request: { query: agentQuerySchema },
    responses: { 200: json(agentListSchema.openapi("AgentList"), "By name"), ...problemResponses(400) },
  });
  app.openapi(route, async (c) => {
    const { capability, cost_tier } = c.req.valid("query");
    const measures = await measureAgents(c.get("principal").tenantId, services);
    const registered = await services.agents();
    const wanted = registered.filter(({ definition }) => {
      const capable = capability === undefined || definition.capabilities.includes(capability);
      return capable && (cost_tier === undefined || definition.cost_tier === cost_tier);
    });
    return c.json(
      { agents: wanted.map((agent) => viewAgent(agent, measures.get(agent.definition.name))) },
      200,
    );
  });
}

function viewAgent(
  { definition, supportedModels }: RegisteredAgent,
  measure: AgentMeasure | undefined,
): AgentView {
  const { name, type, description, capabilities, cost_tier, avg_latency_ms } = definition;
  const errorRate = measure === undefined ? null : Number((measure.failures / measure.calls).toFixed(4));
  return {
    name,
    type,
    description,
    capabilities,
    supported_models: supportedModels,
    cost_tier,
    avg_latency_ms: measure?.averageLatencyMs ?? avg_latency_ms ?? null,
    is_healthy: errorRate === null || errorRate <= healthyErrorRate,
    error_rate: errorRate,
  };
}
