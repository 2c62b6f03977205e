import type { ExpireWaitResult, ExpireWaitTask } from "../../contracts/task.ts";
import type { Wait } from "../../contracts/wait.ts";
import { notifyOfTask } from "../notifications/task-notification.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { firstCheckSeconds } from "../workflows/outbox.ts";
import type { CommandSender } from "../workflows/ports.ts";
import { answerFields } from "./answer-fields.ts";

const timedOut = { name: "HumanTimeoutError", message: "Nobody answered before the deadline." };

/**
 * The machine's timeout has fired. The database decides: an answer that was accepted before wins, so that nothing that a
 * person was told is done gets lost. While a person was waited for nobody checked the run: from here on somebody does.
 */
export async function expireWait(
  { tenantId, runId, nodeId, stepNo }: ExpireWaitTask,
  services: { database: Database; commands: CommandSender; nowMs: () => number },
): Promise<ExpireWaitResult> {
  const atMs = services.nowMs();
  await services.commands.checkLater({ tenantId, runId, acceptedAtMs: atMs }, firstCheckSeconds);
  return services.database.tenant(tenantId, async (tx) => {
    const answered = await expire(tx, runId, stepNo === undefined ? nodeId : `${nodeId}/${stepNo}`, atMs);
    if (answered !== null)
      return { outcome: "answered", ref: `${runId}/${nodeId}`, fields: await answerFields(tx, answered) };
    await tx.nodes.fail(runId, nodeId, timedOut, atMs);
    return { outcome: "expired" };
  });
}

/** Closes the node's wait unless it was answered; the answered one, or null. */
async function expire(
  tx: TenantTransaction,
  runId: string,
  nodePath: string,
  atMs: number,
): Promise<Wait | null> {
  const wait = await tx.waits.getByNode(runId, nodePath);
  if (wait === null) return null;
  if (wait.status === "expired" || (await tx.waits.expire(wait.waitId, atMs))) {
    await notifyOfTask(tx, "task.expired", wait, atMs);
    return null;
  }
  const current = await tx.waits.getByNode(runId, nodePath);
  return current?.status === "decided" ? current : null;
}
