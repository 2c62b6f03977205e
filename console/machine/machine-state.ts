import type { ExecutionView, NodeTrace } from "../../shared/contracts/api/executions.ts";
import type { Tone } from "../ui/badge.tsx";
import { isUnderWay } from "../api/use-execution.ts";

/** How a node stands in an execution. `idle`: not reached yet; `skipped`: the execution ended without it. */
export type NodeState = NodeTrace["status"] | "idle" | "skipped";

export function stateOf(nodeId: string, execution: ExecutionView | undefined): NodeState {
  if (execution === undefined) return "idle";
  const trace = execution.trace.nodes.find(({ node_id }) => node_id === nodeId);
  if (trace !== undefined) return isAsked(nodeId, execution) ? "waiting" : trace.status;
  return isUnderWay(execution) ? "idle" : "skipped";
}

/** A sink records nothing of its own: that the run ended with it says that it was reached. */
export function sinkState(
  { id, action }: { id: string; action?: string | undefined },
  execution: ExecutionView | undefined,
): NodeState {
  if (execution === undefined || isUnderWay(execution)) return "idle";
  const { decision, handover } = execution;
  const finished = decision === "FINISH" && action === "finish_conversation";
  return finished || handover?.sink === id ? "completed" : "skipped";
}

/** An agent that suspended itself for an approval waits, though its node has begun. */
function isAsked(nodeId: string, execution: ExecutionView): boolean {
  return execution.human_tasks.some(({ node_id }) => node_id.split("/")[0] === nodeId);
}

export const stateTones: Record<NodeState, Tone> = {
  idle: "neutral",
  skipped: "neutral",
  running: "accent",
  waiting: "warn",
  completed: "good",
  failed: "bad",
};
