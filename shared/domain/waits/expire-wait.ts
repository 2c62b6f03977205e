import type { ExpireWaitResult, ExpireWaitTask } from "../../contracts/task.ts";
import type { Wait } from "../../contracts/wait.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { loadNode } from "../workflows/load-node.ts";
import { firstCheckSeconds } from "../workflows/outbox.ts";
import type { CommandSender } from "../workflows/ports.ts";
import { selectFields } from "../workflows/select-fields.ts";

const timedOut = { name: "HumanTimeoutError", message: "Nobody answered before the deadline." };

/**
 * The machine's timeout has fired. The database decides: an answer that was accepted before wins, so that nothing that a
 * person was told is done gets lost. While a person was waited for nobody checked the run: from here on somebody does.
 */
export async function expireWait(
  task: ExpireWaitTask,
  services: { database: Database; commands: CommandSender; nowMs: () => number },
): Promise<ExpireWaitResult> {
  const { tenantId, runId } = task;
  await services.commands.checkLater({ tenantId, runId, acceptedAtMs: services.nowMs() }, firstCheckSeconds);
  return services.database.tenant(task.tenantId, async (tx) => {
    const ref = `${task.runId}/${task.nodeId}`;
    if (task.stepNo !== undefined) {
      const answered = await expire(tx, task.runId, `${task.nodeId}/${task.stepNo}`, services.nowMs());
      if (answered !== null) return { outcome: "answered", ref, fields: null };
    } else {
      const { node } = await loadNode(tx, task, "human");
      const answered = await expire(tx, task.runId, task.nodeId, services.nowMs());
      if (answered !== null)
        return {
          outcome: "answered",
          ref,
          fields: selectFields(answered.answer, node.reads, `node ${node.id}`),
        };
    }
    await tx.nodes.fail(task.runId, task.nodeId, timedOut, services.nowMs());
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
  if (wait === null || wait.status === "expired" || (await tx.waits.expire(wait.waitId, atMs))) return null;
  const current = await tx.waits.getByNode(runId, nodePath);
  return current?.status === "decided" ? current : null;
}
