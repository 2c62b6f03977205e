import { reconcileRuns } from "../../shared/domain/workflows/reconcile-runs.ts";
import { nowMs } from "../../shared/services/clock.ts";
import { database } from "../../shared/services/database.ts";
import { stateMachines } from "../../shared/services/state-machines.ts";

export const handler = async (): Promise<{ settled: number }> => ({
  settled: await reconcileRuns({ database: database(), stateMachines: stateMachines(), nowMs }),
});
