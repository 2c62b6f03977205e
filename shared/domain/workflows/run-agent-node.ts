import { InvalidInputError } from "../../contracts/errors.ts";
import type { LanguageModel } from "../../contracts/model.ts";
import type { StepLog } from "../../contracts/step-log.ts";
import type { NodeTask, NodeTaskResult, SuspendedTaskResult } from "../../contracts/task.ts";
import type { AgentOutcome } from "../agents/agent-outcome.ts";
import { runReasoningAgent } from "../agents/run-reasoning-agent.ts";
import { runSimpleAgent } from "../agents/run-simple-agent.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { createApprovalGate } from "../approvals/approval-gate.ts";
import type { Database } from "../storage/ports.ts";
import { buildScope } from "../templates/build-scope.ts";
import type { Timers } from "../tools/ports.ts";
import type { ToolRegistry } from "../tools/tool-registry.ts";
import { allowedTools } from "../tools/tool-whitelist.ts";
import type { LoadedNode } from "./load-node.ts";
import { type NodeWork, workOnNode } from "./work-on-node.ts";

export interface AgentNodeServices {
  database: Database;
  stepLog: (tenantId: string, runId: string, nodePath: string) => StepLog;
  model: LanguageModel;
  tools: ToolRegistry;
  timers: Timers;
  nowMs: () => number;
  newId: () => string;
  sha256Hex: Sha256Hex;
}

/** Runs an agent node; tried again, or after an approval, its agent goes on from its last recorded step. */
export function runAgentNode(
  task: NodeTask,
  services: AgentNodeServices,
): Promise<NodeTaskResult | SuspendedTaskResult> {
  return workOnNode(task, "agent", services, async (loaded) => workOf(await runAgent(loaded, services)));
}

function runAgent(
  { run, node, upstream }: LoadedNode<"agent">,
  services: AgentNodeServices,
): Promise<AgentOutcome> {
  const { agent } = node;
  const { model, timers, nowMs } = services;
  const scope = buildScope(run.input, upstream);
  const steps = services.stepLog(run.tenantId, run.runId, node.id);
  if (agent.type === "simple") return runSimpleAgent({ agent, scope }, { model, steps, nowMs });
  if (agent.type === "code")
    throw new InvalidInputError(`Agent ${agent.name} is a code agent; this release does not run them.`);
  const { tenantId, runId } = run;
  const tools = allowedTools(services.tools, agent.type, agent.tools);
  const contract = node.approval;
  const approvals =
    contract === undefined
      ? {}
      : { approvals: createApprovalGate({ run, nodeId: node.id, contract, upstream }, services) };
  return runReasoningAgent(
    { agent, scope, tenantId, runId, nodePath: node.id, tools, ...approvals },
    { model, steps, timers, nowMs },
  );
}

function workOf(outcome: AgentOutcome): NodeWork {
  return {
    output: outcome.output,
    toolErrors: outcome.consecutiveErrors,
    toolSuccess: outcome.toolCalls.some((call) => call.outcome.ok),
  };
}
