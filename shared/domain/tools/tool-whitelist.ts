import type { AgentType } from "../../contracts/agent.ts";
import type { Tool, ToolDefinition } from "../../contracts/tool.ts";
import type { ToolRegistry } from "./tool-registry.ts";

/**
 * The spec's table: simple agents use safe tools only, reasoning agents safe ones and those granted to them, code agents
 * only those granted.
 */
function isToolAllowed(
  agentType: AgentType,
  tool: Pick<ToolDefinition, "name" | "safe">,
  granted: ReadonlySet<string>,
): boolean {
  switch (agentType) {
    case "simple":
      return tool.safe;
    case "reasoning":
      return tool.safe || granted.has(tool.name);
    case "code":
      return granted.has(tool.name);
    default:
      return false;
  }
}

/** The tools an agent of a type may use under the patterns that its workflow grants, by name. */
export function allowedTools(
  registry: ToolRegistry,
  agentType: AgentType,
  patterns: readonly string[],
): Tool[] {
  const { names } = registry.grant(patterns);
  return registry.list().filter((tool) => isToolAllowed(agentType, tool, names));
}
