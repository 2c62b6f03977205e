import type { HandoverReason } from "../../../shared/contracts/task.ts";
import type { EdgeModel, NodeModel } from "../model.ts";
import type { GuardLookup } from "./facts.ts";
import { and, conditionHolds, FALSE, type Formula, or, outcomeOf } from "./formula.ts";
import type { EndPlan, Test } from "./states.ts";

/** A test that runs right after a node, and hands the run over when it holds. */
export interface TriggerTest {
  reason: HandoverReason;
  test: Test;
}

/** What planning needs to know about the workflow. */
export interface PlanContext extends GuardLookup {
  /** Nodes that do something, so that each comes after all it waits for. */
  nodes: readonly NodeModel[];
  sinks: readonly NodeModel[];
  edges: readonly EdgeModel[];
  triggersAfter(node: NodeModel): TriggerTest[];
  /** Hand over after so many failures in a row. */
  errorThreshold: number | undefined;
  explicitRequest: boolean;
  /** True: some condition reads the node's whole output, so that null must be told from nothing read. */
  readsWhole(node: string): boolean;
  /** The ends that several states share, made when first used. */
  ends: Map<string, EndPlan>;
}

/** What has to hold for a node to run once everything upstream has settled. */
export function guardFormula(node: NodeModel, edges: readonly EdgeModel[]): Formula {
  const incoming = edges.filter((edge) => edge.to === node.id);
  const own = conditionHolds(node.condition);
  if (incoming.length > 0) return and(or(...incoming.map(edgeTaken)), own);
  // A sink never starts by itself.
  return node.type === "sink" ? FALSE : own;
}

export function edgeTaken(edge: EdgeModel): Formula {
  switch (edge.kind) {
    case "normal":
      return and(outcomeOf(edge.from, "completed"), conditionHolds(edge.condition));
    case "error":
      return outcomeOf(edge.from, "failed");
    case "timeout":
      return outcomeOf(edge.from, "expired");
  }
}
