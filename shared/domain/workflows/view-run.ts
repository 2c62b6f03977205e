import type { ExecutionSummary, ExecutionView, NodeTrace } from "../../contracts/api/executions.ts";
import { NotFoundError } from "../../contracts/errors.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { NodeResult, Run } from "../../contracts/run.ts";
import type { RecordedStep } from "../../contracts/step-log.ts";
import type { Wait } from "../../contracts/wait.ts";
import { summariseSteps } from "../agents/summarise-steps.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { isHumanTask } from "../waits/is-human-task.ts";
import { maySeeRun } from "./may-see-run.ts";
import { costOf, unpricedCalls, viewStep, viewThought, viewUsage } from "./view-steps.ts";
import { dateTime } from "../schemas/date-time.ts";

/** Paths of the public API. */
export const executionUrl = (runId: string): string => `/api/v1/executions/${runId}`;
export const humanTaskUrl = (waitId: string): string => `/api/v1/human-tasks/${waitId}`;

/** No run asks this many people at once. */
const maxOpenWaits = 100;

/**
 * A run with its trace and costs, as the principal may see it.
 * @throws NotFoundError
 */
export async function viewRun(
  principal: Principal,
  runId: string,
  { database }: { database: Database },
): Promise<ExecutionView> {
  const loaded = await database.tenant(principal.tenantId, (tx) => load(tx, principal, runId));
  return buildView(loaded, principal.scopes.includes("executions:read"));
}

interface LoadedRun {
  run: Run;
  nodes: NodeResult[];
  steps: Map<string, RecordedStep[]>;
  waits: Wait[];
}

async function load(tx: TenantTransaction, principal: Principal, runId: string): Promise<LoadedRun> {
  const run = await tx.runs.get(runId);
  if (run === null || !maySeeRun(principal, run)) throw new NotFoundError(`There is no execution ${runId}.`);
  const nodes = await tx.nodes.list(runId);
  const steps = Map.groupBy(await tx.steps.listOfRun(runId), ({ nodePath }) => nodePath);
  const { items } = await tx.waits.list({ runId, status: "open" }, maxOpenWaits, null);
  return {
    run,
    nodes,
    steps: new Map([...steps].map(([path, own]) => [path, own.map(({ step }) => step)])),
    waits: items.filter(isHumanTask),
  };
}

function buildView({ run, nodes, steps, waits }: LoadedRun, withSteps: boolean): ExecutionView {
  const traced = nodes.map((node) => traceNode(node, steps.get(node.nodePath) ?? [], withSteps));
  const all = [...steps.values()].flat();
  const totalUsd = costOf(all);
  const completed = nodes.filter(({ status }) => status === "completed");
  return {
    execution_id: run.runId,
    status: run.status,
    decision: run.decision,
    outputs: Object.fromEntries(completed.map(({ nodePath, output }) => [nodePath, output])),
    trace: {
      workflow_id: run.workflowName,
      workflow_version: run.workflowVersion,
      started_at: dateTime(run.startedAtMs),
      completed_at: dateTime(run.completedAtMs),
      nodes: traced,
      costs: { total_usd: totalUsd, by_node: costsByNode(steps), unpriced_calls: unpricedCalls(all) },
    },
    total_cost_usd: totalUsd,
    duration_ms: durationMs(run),
    conversation_id: run.conversationId,
    requested_by: run.requestedBy,
    accepted_at: dateTime(run.acceptedAtMs),
    human_tasks: waits.map(({ waitId, question, nodePath }) => ({
      id: waitId,
      question,
      node_id: nodePath,
      url: humanTaskUrl(waitId),
    })),
    ...(run.error && { error: run.error }),
    ...(run.handover && { handover: run.handover }),
  };
}

function traceNode(node: NodeResult, steps: RecordedStep[], withSteps: boolean): NodeTrace {
  const ended = node.status === "completed" || node.status === "failed";
  const { chain, usage } = summariseSteps(steps);
  return {
    node_id: node.nodePath,
    type: node.nodeType,
    status: node.status,
    success: ended ? node.status === "completed" : null,
    attempts: node.attempts,
    started_at: dateTime(node.startedAtMs),
    completed_at: dateTime(node.completedAtMs),
    duration_ms: node.completedAtMs === null ? null : node.completedAtMs - node.startedAtMs,
    tokens: viewUsage(usage),
    cost_usd: costOf(steps),
    ...(node.error && { error: node.error }),
    ...(withSteps && steps.length > 0 && { reasoning: chain.map(viewThought), steps: steps.map(viewStep) }),
  };
}

/** Nodes that called no model cost nothing and are not listed. */
function costsByNode(steps: LoadedRun["steps"]): Record<string, number> {
  const withModel = [...steps].filter(([, own]) => own.some(({ step }) => step.kind === "model"));
  return Object.fromEntries(withModel.map(([path, own]) => [path, costOf(own)]));
}

export function summariseRun(run: Run): ExecutionSummary {
  return {
    execution_id: run.runId,
    workflow_id: run.workflowName,
    workflow_version: run.workflowVersion,
    status: run.status,
    decision: run.decision,
    conversation_id: run.conversationId,
    requested_by: run.requestedBy,
    accepted_at: dateTime(run.acceptedAtMs),
    started_at: dateTime(run.startedAtMs),
    completed_at: dateTime(run.completedAtMs),
    duration_ms: durationMs(run),
    url: executionUrl(run.runId),
  };
}

/** From the start of its execution; from its acceptance for a run that never started. */
function durationMs(run: Run): number | null {
  return run.completedAtMs === null ? null : run.completedAtMs - (run.startedAtMs ?? run.acceptedAtMs);
}
