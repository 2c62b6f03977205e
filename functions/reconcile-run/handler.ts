import { executionInputSchema, executionStatusEventSchema } from "../../shared/contracts/task.ts";
import { reconcileRun } from "../../shared/domain/workflows/reconcile-run.ts";
import { nowMs } from "../../shared/services/clock.ts";
import { database } from "../../shared/services/database.ts";
import { stateMachines } from "../../shared/services/state-machines.ts";

/** Executions that are not runs (their input names none) are nobody's business here. */
export const handler = async (event: unknown): Promise<{ settled: boolean }> => {
  const { detail } = executionStatusEventSchema.parse(event);
  const input = executionInputSchema.safeParse(parseInput(detail.input));
  if (detail.status === "RUNNING" || !input.success) return { settled: false };
  const run = { tenantId: input.data.tenantId, runId: input.data.runId };
  return {
    settled: await reconcileRun(run, { database: database(), stateMachines: stateMachines(), nowMs }),
  };
};

function parseInput(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
