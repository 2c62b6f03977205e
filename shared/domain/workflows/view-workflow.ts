import type { WorkflowSummary, WorkflowView } from "../../contracts/api/workflows.ts";
import type { CompiledNode, WorkflowRevision } from "../../contracts/workflow.ts";

export function summariseWorkflow({ digest, workflow, publishedAtMs }: WorkflowRevision): WorkflowSummary {
  const { name, version, description } = workflow;
  return {
    name,
    version,
    workflow_id: `${name}@${version}`,
    description,
    digest,
    published_at: new Date(publishedAtMs).toISOString(),
    url: `/api/v1/workflows/${name}?version=${encodeURIComponent(version)}`,
  };
}

/** A published workflow with all that can be seen of it. */
export function viewWorkflow(revision: WorkflowRevision): WorkflowView {
  const { workflow, source } = revision;
  return {
    ...summariseWorkflow(revision),
    source,
    input_schema: workflow.input,
    nodes: Object.values(workflow.nodes).map(viewNode),
    triggers: workflow.triggers,
    state_machine: workflow.stateMachine,
  };
}

function viewNode(node: CompiledNode): WorkflowView["nodes"][number] {
  return {
    id: node.id,
    type: node.type,
    upstream: node.upstream,
    line: node.location.line,
    column: node.location.column,
    ...(node.type === "agent" && { agent: node.agent.name }),
    ...(node.type === "tool" && { tool: node.tool }),
    ...(node.type === "sink" && { action: node.action }),
  };
}
