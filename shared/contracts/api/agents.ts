import * as z from "zod";
import { agentTypes } from "../agent.ts";

export const agentQuerySchema = z.strictObject({
  capability: z.string().min(1).max(100).optional(),
  cost_tier: z.enum(["low", "medium", "high"]).optional(),
});

const agentViewSchema = z.strictObject({
  name: z.string(),
  type: z.enum(agentTypes),
  description: z.string(),
  capabilities: z.array(z.string()),
  /** Models that its profile stands for here. */
  supported_models: z.array(z.string()),
  cost_tier: z.enum(["low", "medium", "high"]),
  /** Measured over the tenant's latest runs; else as registered; null when neither is known. */
  avg_latency_ms: z.number().nullable(),
  /** False when most of its latest calls failed. */
  is_healthy: z.boolean(),
  /** Of the tenant's latest runs; null when none of them used this agent. */
  error_rate: z.number().nullable(),
});
export type AgentView = z.infer<typeof agentViewSchema>;

export const agentListSchema = z.strictObject({ agents: z.array(agentViewSchema) });
