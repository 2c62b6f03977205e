import type { ReadPath } from "../../shared/contracts/workflow.ts";
import type { StateMachine } from "../asl/types.ts";
import { DataFlow } from "./emit/data-flow.ts";
import { MachineRenderer } from "./emit/render-machine.ts";
import { allStates } from "./emit/state-names.ts";
import { topologicalOrder } from "./graph/cycles.ts";
import type { NodeModel, WorkflowModel } from "./model.ts";
import { guardFormula, type PlanContext } from "./plan/context.ts";
import { FALSE } from "./plan/formula.ts";
import { planMachine } from "./plan/plan-machine.ts";
import { triggerTests } from "./plan/triggers.ts";
import { BitSet } from "./structure/bit-set.ts";
import { decompose } from "./structure/decompose.ts";
import { partialOrder } from "./structure/partial-order.ts";

export interface RenderedMachine {
  machine: StateMachine;
  conditions: readonly { line: number; jsonata: string }[];
}

export interface BuiltMachine {
  /** Nodes and sinks that some run can enter. */
  entered: Set<string>;
  lossyCuts: number;
  render(comment: string): RenderedMachine;
}

/** Graph to structure to states. The graph has no cycles. */
export function buildMachine(
  model: WorkflowModel,
  upstream: ReadonlyMap<string, ReadonlySet<string>>,
  reads: ReadonlyMap<string, ReadPath[]>,
  fileName: string,
): BuiltMachine {
  const nodes = topologicalOrder(upstream)
    .flatMap((id) => model.nodes.get(id) ?? [])
    .filter((node) => node.type !== "sink");
  const position = new Map(nodes.map((node, index) => [node.id, index]));
  const predecessors = nodes.map((node) =>
    [...(upstream.get(node.id) ?? [])].flatMap((id) => position.get(id) ?? []),
  );
  const order = partialOrder(
    predecessors,
    nodes.map((node) => node.weight),
  );
  const { block, lossyCuts } = decompose(order, BitSet.of(nodes.length, nodes.keys()));
  const context = planContext(model, nodes, reads);
  const root = planMachine(context, block);
  const entered = new Set(
    allStates(root).flatMap((state) => {
      if (state.kind === "task") return [state.node.id];
      return state.kind === "end" && state.outcome.kind !== "failed" ? (state.outcome.sink ?? []) : [];
    }),
  );
  return {
    entered,
    lossyCuts,
    render(comment) {
      const flow = new DataFlow(root, model.nodes.keys(), (id) => context.readsWhole(id));
      const renderer = new MachineRenderer(root, flow, fileName);
      return { machine: renderer.render(comment), conditions: renderer.conditions };
    },
  };
}

function planContext(
  model: WorkflowModel,
  nodes: readonly NodeModel[],
  reads: ReadonlyMap<string, ReadPath[]>,
): PlanContext {
  const guards = new Map(nodes.map((node) => [node.id, guardFormula(node, model.edges)]));
  const soft = new Set(model.edges.filter((edge) => edge.kind !== "normal").map((edge) => edge.from));
  const thresholds = model.triggers.flatMap((trigger) =>
    trigger.type === "error_threshold" ? [trigger.consecutiveErrors] : [],
  );
  return {
    nodes,
    sinks: [...model.nodes.values()].filter((node) => node.type === "sink"),
    edges: model.edges,
    guardOf: (id) => guards.get(id) ?? FALSE,
    canFailSoftly: (id) => soft.has(id),
    triggersAfter: (node) => triggerTests(node, model.triggers),
    errorThreshold: thresholds.length === 0 ? undefined : Math.min(...thresholds),
    explicitRequest: model.triggers.some((trigger) => trigger.type === "explicit_request"),
    readsWhole: (id) => (reads.get(id) ?? []).some((path) => path.length === 0),
    ends: new Map(),
  };
}
