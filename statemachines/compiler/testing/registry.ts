import type { AgentDefinition } from "../../../shared/contracts/agent.ts";
import type { ToolDefinition } from "../../../shared/contracts/tool.ts";
import type { Registry } from "../resolve/context.ts";

const base: Omit<AgentDefinition, "name" | "type"> = {
  description: "for tests",
  capabilities: [],
  cost_tier: "low",
  model_profile: "fast",
  temperature: 0,
  tools: [],
  max_iterations: 5,
  prompt: "Do it.",
};

/** A registry of these agents and tools; whatever a test does not care about has a value. */
export function testRegistry(
  agents: (Partial<AgentDefinition> & Pick<AgentDefinition, "name">)[],
  tools: (Partial<ToolDefinition> & Pick<ToolDefinition, "name">)[],
): Registry {
  return {
    agents: new Map(agents.map((agent) => [agent.name, { ...base, type: "simple", ...agent }])),
    tools: new Map(
      tools.map((tool) => [
        tool.name,
        {
          description: "for tests",
          effect: "read",
          requiresApproval: false,
          safe: false,
          input: {},
          timeoutMs: 1000,
          ...tool,
        },
      ]),
    ),
  };
}
