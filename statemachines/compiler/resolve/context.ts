import type { AgentDefinition } from "../../../shared/contracts/agent.ts";
import type { ToolDefinition } from "../../../shared/contracts/tool.ts";
import type { DiagnosticCollector } from "../../language/diagnostics.ts";

/** What is registered where the workflow will run. */
export interface Registry {
  agents: ReadonlyMap<string, AgentDefinition>;
  tools: ReadonlyMap<string, ToolDefinition>;
}

export interface ResolveContext {
  registry: Registry;
  diagnostics: DiagnosticCollector;
}
