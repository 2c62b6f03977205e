import type { TenantTransaction } from "../../shared/domain/storage/ports.ts";
import { isHumanTask } from "../../shared/domain/waits/is-human-task.ts";
import type { ApiServices } from "./api-services.ts";

const firstPauseMs = 20;
const longestPauseMs = 250;

/** Waits until the run has ended, a person is asked, `waitMs` are over, or nobody listens any more. */
export async function waitForRun(
  run: { tenantId: string; runId: string },
  waitMs: number,
  services: ApiServices,
  signal: AbortSignal,
): Promise<void> {
  const untilMs = services.nowMs() + waitMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const leftMs = untilMs - services.nowMs();
    if (leftMs <= 0 || signal.aborted) return;
    if (await services.database.tenant(run.tenantId, (tx) => hasSettled(tx, run.runId))) return;
    await services.sleep(Math.min(pauseMs, leftMs), signal);
  }
}

async function hasSettled(tx: TenantTransaction, runId: string): Promise<boolean> {
  const run = await tx.runs.get(runId);
  if (run?.status !== "queued" && run?.status !== "running") return true;
  const { items } = await tx.waits.list({ runId, status: "open" }, 10, null);
  return items.some(isHumanTask);
}
