import { Background, Controls, type Edge, MarkerType, ReactFlow } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useMemo } from "react";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import type { WorkflowView } from "../../shared/contracts/api/workflows.ts";
import { edgesOf, nodeSize, placeNodes } from "./graph.ts";
import css from "./machine-graph.module.css";
import { stateOf } from "./machine-state.ts";
import { type MachineNode, NodeBox } from "./node-box.tsx";

export interface MachineGraphProps {
  workflow: WorkflowView;
  execution: ExecutionView | undefined;
  selected: string | null;
  onSelect: (nodeId: string) => void;
}

const nodeTypes = { state: NodeBox };

/** A workflow's state machine, with how an execution stands in it. */
export default function MachineGraph({ workflow, execution, selected, onSelect }: MachineGraphProps) {
  const plan = useMemo(() => {
    const edges = edgesOf(workflow.nodes);
    return { edges, places: placeNodes(workflow.nodes, edges) };
  }, [workflow]);
  const nodes = workflow.nodes.map((node): MachineNode => {
    const trace = execution?.trace.nodes.find(({ node_id }) => node_id === node.id);
    const state = stateOf(node.id, execution);
    return {
      id: node.id,
      type: "state",
      position: plan.places.get(node.id)!,
      ...nodeSize,
      data: { node, state, durationMs: trace?.duration_ms ?? null, selected: selected === node.id, onSelect },
    };
  });
  return (
    <div className={css.graph}>
      <ReactFlow
        key={workflow.digest}
        nodes={nodes}
        edges={plan.edges.map((edge) => drawn(edge, execution))}
        nodeTypes={nodeTypes}
        fitView
        fitViewOptions={{ padding: 0.08, maxZoom: 1.1 }}
        minZoom={0.1}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        onlyRenderVisibleElements={nodes.length > 60}
        aria-label={`State machine of ${workflow.name}`}
      >
        <Background gap={22} size={1.4} className={css.background!} />
        <Controls showInteractive={false} position="bottom-left" />
      </ReactFlow>
    </div>
  );
}

function drawn(
  { from, to, byTrigger }: ReturnType<typeof edgesOf>[number],
  execution: ExecutionView | undefined,
): Edge {
  const reached = !["idle", "skipped"].includes(stateOf(to, execution));
  const taken = reached && stateOf(from, execution) === "completed";
  return {
    id: `${from}→${to}`,
    source: from,
    target: to,
    animated: taken && ["running", "waiting"].includes(stateOf(to, execution)),
    className: [css.edge, taken && css.taken, byTrigger && css.trigger].filter(Boolean).join(" "),
    markerEnd: { type: MarkerType.ArrowClosed, color: taken ? "var(--good)" : "var(--line-strong)" },
  };
}
