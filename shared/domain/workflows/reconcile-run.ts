import type { Run } from "../../contracts/run.ts";
import type { Database, RunEnd } from "../storage/ports.ts";
import { machineOf } from "./machine-of.ts";
import type { ExecutionOutcome, StateMachines } from "./ports.ts";

/** By then Step Functions knows an execution that it has started. */
const knownAfterMs = 5 * 60_000;

/**
 * Asks Step Functions about one run and settles it if its execution has ended (stopped from outside, deleted, lost); true
 * when that made the difference. An execution's last state has recorded its run by the time it ends, so the first end
 * stands.
 */
export async function reconcileRun(
  { tenantId, runId }: { tenantId: string; runId: string },
  services: { database: Database; stateMachines: Pick<StateMachines, "describe">; nowMs: () => number },
): Promise<boolean> {
  const { database, stateMachines, nowMs } = services;
  const run = await database.tenant(tenantId, (tx) => tx.runs.get(runId));
  if (run === null || (run.status !== "running" && run.status !== "queued")) return false;
  const end = endOf(run, await stateMachines.describe(machineOf(run), runId), nowMs());
  if (end === null) return false;
  return database.tenant(tenantId, async (tx) => {
    await tx.waits.cancelOfRun(runId, nowMs());
    return tx.runs.end(runId, end, nowMs());
  });
}

/** Null: it goes on. */
function endOf(run: Run, outcome: ExecutionOutcome, nowMs: number): RunEnd | null {
  switch (outcome.status) {
    case "running":
      return null;
    case "unknown": {
      const wasStarted = run.startedAtMs !== null && run.startedAtMs < nowMs - knownAfterMs;
      return wasStarted ? failed("ExecutionLost", "The execution is not there any more.") : null;
    }
    case "succeeded":
      return failed("RunNotRecorded", "The execution ended without recording its run.");
    default: {
      const error = { name: outcome.error, message: outcome.cause };
      return { status: outcome.status, decision: null, handover: null, error };
    }
  }
}

function failed(name: string, message: string): RunEnd {
  return { status: "failed", decision: null, handover: null, error: { name, message } };
}
