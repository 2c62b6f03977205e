import { ConflictError, NotFoundError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { NodeResult, Run } from "../../contracts/run.ts";
import type { NodeTask } from "../../contracts/task.ts";
import type { CompiledNode, CompiledWorkflow } from "../../contracts/workflow.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { loadRun } from "./load-run.ts";

type NodeType = CompiledNode["type"];

export interface LoadedNode<Type extends NodeType> {
  run: Run;
  workflow: CompiledWorkflow;
  node: Extract<CompiledNode, { type: Type }>;
  /** Whole outputs of the nodes this one may name; null for one that was skipped or has failed. */
  upstream: { [nodeId: string]: Json };
  /** What this node came to already, on an earlier attempt. */
  earlier: NodeResult | null;
}

/**
 * Loads what a node's function works on, by the ids in its task.
 * @throws NotFoundError, ConflictError when the run has ended
 */
export async function loadNode<Type extends NodeType>(
  tx: TenantTransaction,
  task: NodeTask,
  type: Type,
): Promise<LoadedNode<Type>> {
  const { run, workflow } = await loadRun(tx, task);
  if (run.status !== "running" && run.status !== "queued") {
    throw new ConflictError(
      `Run ${run.runId} has ended (${run.status}); node ${task.nodeId} does not run any more.`,
    );
  }
  const node = workflow.nodes[task.nodeId];
  if (node?.type !== type)
    throw new NotFoundError(`Workflow ${workflow.name} has no ${type} node ${task.nodeId}.`);
  const results = await tx.nodes.list(task.runId);
  const byId = new Map(results.map((result) => [result.nodePath, result]));
  return {
    run,
    workflow,
    node: node as Extract<CompiledNode, { type: Type }>,
    upstream: Object.fromEntries(node.upstream.map((id) => [id, outputOf(byId.get(id))])),
    earlier: byId.get(task.nodeId) ?? null,
  };
}

export function outputOf(result: NodeResult | undefined): Json {
  return result?.status === "completed" ? result.output : null;
}
