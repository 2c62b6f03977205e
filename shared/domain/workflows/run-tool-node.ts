import { HilError, NotFoundError, ToolFailedError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { AgentStep, StepLog } from "../../contracts/step-log.ts";
import type { NodeTask, NodeTaskResult } from "../../contracts/task.ts";
import type { Database } from "../storage/ports.ts";
import { buildScope } from "../templates/build-scope.ts";
import { renderValue } from "../templates/render-value.ts";
import { executeTool } from "../tools/execute-tool.ts";
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
}

/**
 * Calls the node's one tool. The call that succeeded is recorded, so a function that died after it does not call again;
 * a failed call is not, so that a retry is one.
 */
export function runToolNode(task: NodeTask, services: ToolNodeServices): Promise<NodeTaskResult> {
  return workOnNode(task, "tool", services, (loaded) => callTool(loaded, services));
}

async function callTool(loaded: LoadedNode<"tool">, services: ToolNodeServices): Promise<NodeWork> {
  const { run, node } = loaded;
  const log = services.stepLog(run.tenantId, run.runId, node.id);
  const [recorded] = await log.list();
  if (recorded?.step.kind === "tool" && recorded.step.outcome.ok)
    return succeeded(recorded.step.outcome.output);
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

async function execute(
  { run, node }: LoadedNode<"tool">,
  input: Json,
  services: ToolNodeServices,
): Promise<Json> {
  const tool = services.tools.get(node.tool);
  if (tool === undefined) throw new NotFoundError(`There is no tool ${node.tool} in this deployment.`);
  const { tenantId, runId } = run;
  const idempotencyKey = `${runId}/${node.id}/0`;
  try {
    return await executeTool(tool, input, {
      tenantId,
      runId,
      nodePath: node.id,
      idempotencyKey,
      timers: services.timers,
    });
  } catch (error) {
    if (error instanceof HilError) throw error;
    throw new ToolFailedError(`Tool ${node.tool} failed.`, { cause: error });
  }
}

function succeeded(output: Json): NodeWork {
  return { output, toolErrors: 0, toolSuccess: true };
}
