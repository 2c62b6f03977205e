import type { Database } from "../storage/ports.ts";
import { machineOf } from "./machine-of.ts";
import type { StateMachines } from "./ports.ts";

const stopped = { name: "RunStopped", message: "The run was stopped on request." };

/** Ends a run that somebody asked to stop: its execution, its open waits and its row. Done twice, it changes nothing. */
export async function endStoppedRun(
  message: { tenantId: string; runId: string },
  services: { database: Database; stateMachines: StateMachines; nowMs: () => number },
): Promise<void> {
  const { database, stateMachines, nowMs } = services;
  const run = await database.tenant(message.tenantId, async (tx) => {
    await tx.runs.end(
      message.runId,
      { status: "stopped", decision: null, handover: null, error: stopped },
      nowMs(),
    );
    await tx.waits.cancelOfRun(message.runId, nowMs());
    return tx.runs.get(message.runId);
  });
  if (run?.status !== "stopped") return;
  await stateMachines.stop(machineOf(run), run.runId);
}
