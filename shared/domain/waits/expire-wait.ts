import type { ExpireWaitResult, NodeTask } from "../../contracts/task.ts";
import type { Database } from "../storage/ports.ts";
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
  task: NodeTask,
  services: { database: Database; commands: CommandSender; nowMs: () => number },
): Promise<ExpireWaitResult> {
  const { tenantId, runId } = task;
  await services.commands.checkLater({ tenantId, runId, acceptedAtMs: services.nowMs() }, firstCheckSeconds);
  return services.database.tenant(task.tenantId, async (tx) => {
    const { node } = await loadNode(tx, task, "human");
    const wait = await tx.waits.getByNode(task.runId, task.nodeId);
    const expired =
      wait === null || wait.status === "expired" || (await tx.waits.expire(wait.waitId, services.nowMs()));
    const current = expired ? null : await tx.waits.getByNode(task.runId, task.nodeId);
    if (current?.status === "decided") {
      const fields = selectFields(current.answer, node.reads, `node ${node.id}`);
      return { outcome: "answered", ref: `${task.runId}/${task.nodeId}`, fields };
    }
    await tx.nodes.fail(task.runId, task.nodeId, timedOut, services.nowMs());
    return { outcome: "expired" };
  });
}
