import {
  ApprovalRefusedError,
  HilError,
  NotFoundError,
  ToolFailedError,
  ToolNotGrantedError,
} from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { AgentStep, StepLog } from "../../contracts/step-log.ts";
import type { Tool } from "../../contracts/tool.ts";
import type { NodeTask, NodeTaskResult, SuspendedTaskResult } from "../../contracts/task.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { createApprovalGate } from "../approvals/approval-gate.ts";
import { CallSuspended } from "../approvals/call-suspended.ts";
import type { Database } from "../storage/ports.ts";
import { buildScope } from "../templates/build-scope.ts";
import { assertInputFits, executeTool } from "../tools/execute-tool.ts";
import type { Timers } from "../tools/ports.ts";
import type { ToolRegistry } from "../tools/tool-registry.ts";
import type { LoadedNode } from "./load-node.ts";
import { type NodeWork, workOnNode } from "./work-on-node.ts";

export interface ToolNodeServices {
  database: Database;
  stepLog: (tenantId: string, runId: string, nodePath: string) => StepLog;
  tools: ToolRegistry;
  timers: Timers;
  nowMs: () => number;
  newId: () => string;
  sha256Hex: Sha256Hex;
}

/**
 * Calls the node's one tool. The call that succeeded is recorded, so a function that died after it does not call again;
 * a failed call is not, so that a retry is one. A call that needs approval is made when people have given it.
 */
export function runToolNode(
  task: NodeTask,
  services: ToolNodeServices,
): Promise<NodeTaskResult | SuspendedTaskResult> {
  return workOnNode(task, "tool", services, (loaded) => callTool(loaded, services));
}

async function callTool(loaded: LoadedNode<"tool">, services: ToolNodeServices): Promise<NodeWork> {
  const { run, node } = loaded;
  const log = services.stepLog(run.tenantId, run.runId, node.id);
  const [recorded] = await log.list();
  if (recorded?.step.kind === "tool" && recorded.step.outcome.ok)
    return succeeded(recorded.step.outcome.output);
  const { renderValue } = await import("../templates/render-value.ts");
  const input = renderValue(node.input, buildScope(run.input, loaded.upstream));
  const startedAtMs = services.nowMs();
  const output = await execute(loaded, input, services);
  const step: AgentStep = {
    kind: "tool",
    call: { id: `${node.id}-0`, name: node.tool, input },
    outcome: { ok: true, output },
    durationMs: services.nowMs() - startedAtMs,
  };
  await log.record({ stepNo: 0, startedAtMs, step });
  return succeeded(output);
}

async function execute(loaded: LoadedNode<"tool">, input: Json, services: ToolNodeServices): Promise<Json> {
  const { run, node } = loaded;
  const tool = services.tools.get(node.tool);
  if (tool === undefined) throw new NotFoundError(`There is no tool ${node.tool} in this deployment.`);
  const { tenantId, runId } = run;
  const idempotencyKey = `${runId}/${node.id}/0`;
  try {
    const approved = await approvedInput(loaded, tool, input, services);
    return await executeTool(tool, approved, {
      tenantId,
      runId,
      nodePath: node.id,
      idempotencyKey,
      timers: services.timers,
      ...(tool.requiresApproval && { grant: { tool: tool.name, input: approved } }),
    });
  } catch (error) {
    if (error instanceof HilError || error instanceof CallSuspended) throw error;
    throw new ToolFailedError(`Tool ${node.tool} failed.`, { cause: error });
  }
}

/** @throws ToolNotGrantedError, ToolFailedError, ApprovalRefusedError, CallSuspended */
async function approvedInput(
  { run, node, upstream }: LoadedNode<"tool">,
  tool: Tool,
  input: Json,
  services: ToolNodeServices,
): Promise<Json> {
  if (!tool.requiresApproval) return input;
  const contract = node.approval;
  if (contract === undefined)
    throw new ToolNotGrantedError(`${tool.name} needs an approval since the workflow was compiled`);
  await assertInputFits(tool, input);
  const gate = createApprovalGate({ run, nodeId: node.id, contract, upstream }, services);
  const leave = await gate.leaveFor({ stepNo: 0, tool, input });
  if (leave.kind === "granted") return leave.input;
  throw new ApprovalRefusedError(`${tool.name} was not called: it was refused, or not approved in time`);
}

function succeeded(output: Json): NodeWork {
  return { output, toolErrors: 0, toolSuccess: true };
}
