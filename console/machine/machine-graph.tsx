import { Background, Controls, type Edge, MarkerType, ReactFlow } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useMemo } from "react";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import type { WorkflowView } from "../../shared/contracts/api/workflows.ts";
import { edgesOf, type MachineEdge, nodeSize, placeNodes } from "./graph.ts";
import { FitToSize, fitting } from "./fit-to-size.tsx";
import css from "./machine-graph.module.css";
import { type NodeState, sinkState, stateOf } from "./machine-state.ts";
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
  const states = new Map(workflow.nodes.map((node) => [node.id, nodeState(node, execution)]));
  const nodes = workflow.nodes.map((node): MachineNode => {
    const trace = execution?.trace.nodes.find(({ node_id }) => node_id === node.id);
    const state = states.get(node.id)!;
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
        edges={plan.edges.map((edge) => drawn(edge, states))}
        nodeTypes={nodeTypes}
        fitView
        fitViewOptions={fitting}
        minZoom={0.1}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        onlyRenderVisibleElements={nodes.length > 60}
        aria-label={`State machine of ${workflow.name}`}
      >
        <FitToSize />
        <Background gap={22} size={1.4} className={css.background!} />
        <Controls showInteractive={false} position="bottom-left" />
      </ReactFlow>
    </div>
  );
}

function nodeState(node: WorkflowView["nodes"][number], execution: ExecutionView | undefined): NodeState {
  return node.type === "sink" ? sinkState(node, execution) : stateOf(node.id, execution);
}

function drawn({ from, to, byTrigger }: MachineEdge, states: Map<string, NodeState>): Edge {
  const toState = states.get(to)!;
  const taken = !["idle", "skipped"].includes(toState) && states.get(from) === "completed";
  return {
    id: `${from}→${to}`,
    source: from,
    target: to,
    animated: taken && ["running", "waiting"].includes(toState),
    className: [css.edge, taken && css.taken, byTrigger && css.trigger].filter(Boolean).join(" "),
    markerEnd: { type: MarkerType.ArrowClosed, color: taken ? "var(--good)" : "var(--line-strong)" },
  };
}
