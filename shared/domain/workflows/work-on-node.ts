import { HilError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { NodeTask, NodeTaskResult, SuspendedTaskResult } from "../../contracts/task.ts";
import type { CompiledNode } from "../../contracts/workflow.ts";
import { CallSuspended } from "../approvals/call-suspended.ts";
import type { Database } from "../storage/ports.ts";
import { type LoadedNode, loadNode } from "./load-node.ts";
import { selectFields } from "./select-fields.ts";

export interface NodeWork {
  output: Json;
  /** Failed tool calls in a row at the end of the work. */
  toolErrors: number;
  /** Whether a tool call has succeeded: then the row of earlier errors is over. */
  toolSuccess: boolean;
}

interface Services {
  database: Database;
  nowMs: () => number;
}

/**
 * What every node's function does around its work: load by ids, say that it works, store the whole output (the first
 * completion wins) and answer with the fields that conditions read. A node that completed before its answer got lost
 * is not worked on again. A failure is recorded with its message before it is thrown: the state machine's history gets
 * its name and a safe text. Work that stops for an approval is neither done nor failed.
 */
export async function workOnNode<Type extends "agent" | "tool">(
  task: NodeTask,
  type: Type,
  services: Services,
  work: (loaded: LoadedNode<Type>) => Promise<NodeWork>,
): Promise<NodeTaskResult | SuspendedTaskResult> {
  const { database, nowMs } = services;
  const loaded = await database.tenant(task.tenantId, (tx) => loadNode(tx, task, type));
  const { earlier } = loaded;
  const node: CompiledNode = loaded.node;
  if (earlier?.status === "completed")
    return resultOf(task, node, earlier.output, loaded.run.consecutiveErrors);
  const begin = {
    runId: task.runId,
    nodePath: task.nodeId,
    nodeType: type,
    status: "running",
    startedAtMs: nowMs(),
  } as const;
  await database.tenant(task.tenantId, (tx) => tx.nodes.begin(begin));
  try {
    const done = await work(loaded);
    // Before it is stored: an output whose fields are too large fails the node.
    selectFields(done.output, node.reads, `node ${node.id}`);
    return await complete(task, node, done, services);
  } catch (error) {
    if (error instanceof CallSuspended) return suspendedResult(task, error, loaded.run.consecutiveErrors);
    await recordFailedAttempt(task, error, services);
    throw error;
  }
}

async function complete(
  task: NodeTask,
  node: CompiledNode,
  done: NodeWork,
  services: Services,
): Promise<NodeTaskResult> {
  return services.database.tenant(task.tenantId, async (tx) => {
    const standing = await tx.nodes.complete(task.runId, task.nodeId, done.output, services.nowMs());
    const run = await tx.runs.get(task.runId);
    const before = done.toolErrors > 0 && !done.toolSuccess ? (run?.consecutiveErrors ?? 0) : 0;
    const consecutiveErrors = before + done.toolErrors;
    await tx.runs.setConsecutiveErrors(task.runId, consecutiveErrors);
    return resultOf(task, node, standing.output, consecutiveErrors);
  });
}

function suspendedResult(
  task: NodeTask,
  { call }: CallSuspended,
  consecutiveErrors: number,
): SuspendedTaskResult {
  return { ref: `${task.runId}/${task.nodeId}`, fields: null, consecutiveErrors, suspended: call };
}

function resultOf(
  task: NodeTask,
  node: CompiledNode,
  output: Json,
  consecutiveErrors: number,
): NodeTaskResult {
  const fields = selectFields(output, node.reads, `node ${node.id}`);
  return { ref: `${task.runId}/${task.nodeId}`, fields, consecutiveErrors };
}

async function recordFailedAttempt(
  task: NodeTask,
  error: unknown,
  { database, nowMs }: Services,
): Promise<void> {
  const told = error instanceof HilError ? { name: error.name, message: error.message } : unexpected(error);
  await database.tenant(task.tenantId, (tx) => tx.nodes.fail(task.runId, task.nodeId, told, nowMs()));
}

function unexpected(error: unknown): { name: string; message: string } {
  return {
    name: error instanceof Error ? error.name : "Error",
    message: "Unexpected error; the log has the details.",
  };
}
