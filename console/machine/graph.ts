import { graphlib, layout } from "@dagrejs/dagre";
import type { WorkflowView } from "../../shared/contracts/api/workflows.ts";

type WorkflowNode = Pick<WorkflowView["nodes"][number], "id" | "type" | "upstream" | "action">;

export interface MachineEdge {
  from: string;
  to: string;
  /** Taken when a trigger fires, wherever the run is. */
  byTrigger: boolean;
}

export interface Place {
  x: number;
  y: number;
}

export const nodeSize = { width: 216, height: 66 };

/**
 * The edges worth drawing: one that a longer way implies is left out. A sink that only triggers enter hangs on the nodes
 * that the machine begins with.
 */
export function edgesOf(nodes: WorkflowNode[]): MachineEdge[] {
  const upstream = new Map(nodes.map((node) => [node.id, node.upstream]));
  const drawn = nodes.flatMap(({ id, upstream: from }) =>
    from
      .filter((each) => upstream.has(each))
      .filter((each) => !from.some((other) => other !== each && leadsTo(each, other, upstream)))
      .map((each) => ({ from: each, to: id, byTrigger: false })),
  );
  const first = nodes.filter((node) => node.upstream.length === 0 && node.type !== "sink");
  const entered = nodes.filter((node) => node.upstream.length === 0 && node.type === "sink");
  const triggered = entered.flatMap(({ id }) =>
    first.map((node) => ({ from: node.id, to: id, byTrigger: true })),
  );
  return [...drawn, ...triggered];
}

function leadsTo(from: string, to: string, upstream: Map<string, string[]>): boolean {
  const seen = new Set<string>();
  const search = (id: string): boolean => {
    if (seen.has(id)) return false;
    seen.add(id);
    return (upstream.get(id) ?? []).some((each) => each === from || search(each));
  };
  return search(to);
}

/** Where each node stands, top to bottom: its upper left corner. */
export function placeNodes(nodes: WorkflowNode[], edges: MachineEdge[]): Map<string, Place> {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 28, ranksep: 44 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) graph.setNode(id, { ...nodeSize });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  return new Map(
    nodes.map(({ id }) => {
      const { x, y } = graph.node(id) as Place;
      return [id, { x: x - nodeSize.width / 2, y: y - nodeSize.height / 2 }];
    }),
  );
}
