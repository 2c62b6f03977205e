import type { Database, RunEnd } from "../storage/ports.ts";
import type { ExecutionOutcome, StateMachines } from "./ports.ts";

/** How long a run may be silent before Step Functions is asked about it: longer than any single task takes. */
const silentAfterMs = 20 * 60 * 1000;
/** DescribeExecution allows 15 calls a second in an account. */
const mostPerRound = 50;

/**
 * Settles runs whose execution ended without its last state (stopped from outside, deleted, lost). Returns how many.
 */
export async function reconcileRuns(services: {
  database: Database;
  stateMachines: StateMachines;
  nowMs: () => number;
}): Promise<number> {
  const { database, stateMachines, nowMs } = services;
  const silent = await database.system("reconcile silent runs", (tx) =>
    tx.silentRuns(nowMs() - silentAfterMs, mostPerRound),
  );
  let settled = 0;
  for (const { tenantId, runId } of silent) {
    const run = await database.tenant(tenantId, (tx) => tx.runs.get(runId));
    if (run === null) continue;
    const machine = { workflowName: run.workflowName, digest: run.workflowDigest };
    const outcome = await stateMachines.describe(machine, runId);
    if (outcome.status === "running" || outcome.status === "unknown") continue;
    const end = endOf(outcome);
    if (await database.tenant(tenantId, (tx) => tx.runs.end(runId, end, nowMs()))) settled += 1;
  }
  return settled;
}

function endOf(outcome: Exclude<ExecutionOutcome, { status: "running" } | { status: "unknown" }>): RunEnd {
  const unfinished = { decision: null, handover: null } as const;
  if (outcome.status !== "succeeded") {
    return { ...unfinished, status: outcome.status, error: { name: outcome.error, message: outcome.cause } };
  }
  const message = "The execution ended without recording its run.";
  return { ...unfinished, status: "failed", error: { name: "RunNotRecorded", message } };
}
