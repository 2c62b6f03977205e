import * as z from "zod";
import { modelProfiles } from "./model.ts";

export const agentTypes = ["simple", "reasoning", "code"] as const;
export type AgentType = (typeof agentTypes)[number];

const jsonSchema = z.record(z.string(), z.json());

/** An agent's registration, as `statemachines/agents/<name>.yaml` states it. */
export const agentDefinitionSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/),
  type: z.enum(agentTypes),
  description: z.string(),
  capabilities: z.array(z.string()).default([]),
  cost_tier: z.enum(["low", "medium", "high"]).default("low"),
  avg_latency_ms: z.int().positive().optional(),
  model_profile: z.enum(modelProfiles).default("balanced"),
  temperature: z.number().min(0).max(2).default(0),
  /** System prompt, a template. */
  system_prompt: z.string().optional(),
  /** The prompt (simple) or task (reasoning), a template; a node may state its own. */
  prompt: z.string().optional(),
  /** JSON Schema of the output. Without one, a simple agent answers `{text}` and a reasoning agent `{answer}`. */
  output: jsonSchema.optional(),
  tools: z.array(z.string()).default([]),
  max_iterations: z.int().min(1).max(50).default(10),
});
export type AgentDefinition = z.infer<typeof agentDefinitionSchema>;
