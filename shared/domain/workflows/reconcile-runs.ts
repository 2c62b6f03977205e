import type { Database, RunEnd } from "../storage/ports.ts";
import type { ExecutionOutcome, StateMachines } from "./ports.ts";

/** How long a run may be silent before Step Functions is asked about it: longer than any single task takes. */
const silentAfterMs = 20 * 60 * 1000;
/** DescribeExecution allows 15 calls a second in an account. */
const mostPerRound = 50;

interface ReconcileServices {
  database: Database;
  stateMachines: StateMachines;
  nowMs: () => number;
}

/**
 * Settles runs whose execution ended without its last state (stopped from outside, deleted, lost). Returns how many.
 */
export async function reconcileRuns(services: ReconcileServices): Promise<number> {
  const { database, nowMs } = services;
  const silent = await database.system("reconcile silent runs", (tx) =>
    tx.silentRuns(nowMs() - silentAfterMs, mostPerRound),
  );
  let settled = 0;
  for (const run of silent) if (await reconcileRun(run, services)) settled += 1;
  return settled;
}

/**
 * Asks Step Functions about one run and settles it if its execution has ended; true when that made the difference. An
 * execution's last state has recorded its run by the time it ends, so the first end stands.
 */
export async function reconcileRun(
  { tenantId, runId }: { tenantId: string; runId: string },
  { database, stateMachines, nowMs }: ReconcileServices,
): Promise<boolean> {
  const run = await database.tenant(tenantId, (tx) => tx.runs.get(runId));
  if (run === null || (run.status !== "running" && run.status !== "queued")) return false;
  const outcome = await stateMachines.describe(
    { workflowName: run.workflowName, digest: run.workflowDigest },
    runId,
  );
  if (outcome.status === "running" || outcome.status === "unknown") return false;
  return database.tenant(tenantId, async (tx) => {
    await tx.waits.cancelOfRun(runId, nowMs());
    return tx.runs.end(runId, endOf(outcome), nowMs());
  });
}

function endOf(outcome: Exclude<ExecutionOutcome, { status: "running" } | { status: "unknown" }>): RunEnd {
  const unfinished = { decision: null, handover: null } as const;
  if (outcome.status !== "succeeded") {
    return { ...unfinished, status: outcome.status, error: { name: outcome.error, message: outcome.cause } };
  }
  const message = "The execution ended without recording its run.";
  return { ...unfinished, status: "failed", error: { name: "RunNotRecorded", message } };
}
