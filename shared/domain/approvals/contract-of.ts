import type { ApprovalContract } from "../../contracts/approval.ts";
import type { CompiledHumanNode, CompiledNode } from "../../contracts/workflow.ts";

/** Under which contract a node asks people; null for a node that asks nobody. */
export function contractOf(node: CompiledHumanNode): ApprovalContract;
export function contractOf(node: CompiledNode): ApprovalContract | null;
export function contractOf(node: CompiledNode): ApprovalContract | null {
  switch (node.type) {
    case "human":
      return (
        node.approval ?? {
          allowed: node.allowed,
          quorum: 1,
          requesterMayDecide: true,
          deadline: node.timeoutSeconds === null ? null : { kind: "elapsed", seconds: node.timeoutSeconds },
          stillTrue: [],
        }
      );
    case "agent":
    case "tool":
      return node.approval ?? null;
    case "sink":
      return null;
  }
}

/** The node that a wait belongs to: a call's wait is `<node>/<stepNo>`. */
export function nodeIdOf(nodePath: string): string {
  return nodePath.split("/", 1)[0] ?? nodePath;
}
