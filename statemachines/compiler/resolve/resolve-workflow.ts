import type { HandoverTrigger } from "../../../shared/contracts/workflow.ts";
import type { ParsedWorkflow, TriggerConfig } from "../../language/parse-workflow.ts";
import type { WorkflowModel } from "../model.ts";
import { applyScope } from "../scope/apply-scope.ts";
import { NameChecker } from "../scope/check-names.ts";
import type { ResolveContext } from "./context.ts";
import { reportSchemaProblems } from "./report-schema.ts";
import { resolveEdges } from "./resolve-edges.ts";
import { resolveNodes } from "./resolve-nodes.ts";

/** Looks up every name of a workflow and translates its conditions. Whatever is wrong is reported and left out. */
export function resolveWorkflow(parsed: ParsedWorkflow, context: ResolveContext): WorkflowModel {
  if (parsed.input !== undefined) reportSchemaProblems(parsed.input, ["input"], context);
  const resolvedNodes = resolveNodes(parsed, context);
  const resolvedEdges = resolveEdges(parsed.edges, resolvedNodes, context);
  const nodes = new Map([...resolvedNodes].map(([id, { model }]) => [id, model]));
  if (parsed.nodes.length > 0 && parsed.nodes.every((node) => node.type === "sink"))
    context.diagnostics.error(
      "empty-workflow",
      "The workflow has only sinks.",
      "Add a node that does something.",
      { path: parsed.nodesPath },
    );
  const inputSchema = parsed.input;
  const names = new NameChecker(nodes, inputSchema, context);
  applyScope([...resolvedNodes.values()], resolvedEdges, { ...context, nodes, inputSchema, names });
  return {
    nodes,
    edges: resolvedEdges.map((edge) => edge.model),
    triggers: parsed.triggersEnabled ? parsed.triggers.map(triggerOf) : [],
    inputSchema,
  };
}

function triggerOf(trigger: TriggerConfig): HandoverTrigger {
  return trigger.type === "error_threshold"
    ? { type: trigger.type, consecutiveErrors: trigger.consecutive_errors }
    : trigger;
}
