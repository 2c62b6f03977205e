import type { RunMessage } from "../../contracts/run.ts";
import type { OpenWaitTask } from "../../contracts/task.ts";
import type { Wait } from "../../contracts/wait.ts";
import type { Database } from "../storage/ports.ts";
import { buildScope } from "../templates/build-scope.ts";
import { renderTemplate } from "../templates/render-template.ts";
import { type LoadedNode, loadNode } from "../workflows/load-node.ts";
import type { CommandSender } from "../workflows/ports.ts";
import { addToOutbox, sendOutbox } from "../workflows/outbox.ts";
import { settlementOf } from "./settlement.ts";

/**
 * Asks people and keeps the task token. Tried again (Lambda retried, state redriven) it keeps the wait and takes the new
 * token; a wait that was answered meanwhile is settled with it.
 */
export async function openWait(
  task: OpenWaitTask,
  services: { database: Database; commands: CommandSender; nowMs: () => number; newId: () => string },
): Promise<{ waitId: string }> {
  const { database, nowMs, newId } = services;
  const { wait, messages } = await database.tenant(task.tenantId, async (tx) => {
    const loaded = await loadNode(tx, task, "human");
    const opened = await tx.waits.open(newWait(loaded, nowMs(), `task_${newId()}`), task.taskToken);
    const atMs = nowMs();
    if (opened.status === "open") {
      await tx.nodes.begin({
        runId: task.runId,
        nodePath: task.nodeId,
        nodeType: "human",
        status: "waiting",
        startedAtMs: atMs,
      });
    }
    const pending: RunMessage[] = opened.status === "decided" ? [settlementOf(opened, newId(), atMs)] : [];
    for (const message of pending) await addToOutbox(tx, message, services);
    return { wait: opened, messages: pending };
  });
  await sendOutbox(messages, services);
  return { waitId: wait.waitId };
}

function newWait({ run, node, upstream }: LoadedNode<"human">, nowMs: number, waitId: string): Wait {
  return {
    waitId,
    tenantId: run.tenantId,
    runId: run.runId,
    nodePath: node.id,
    kind: "human",
    question: renderTemplate(node.question, buildScope(run.input, upstream)),
    form: node.form,
    evidence: upstream,
    allowed: node.allowed,
    status: "open",
    openedAtMs: nowMs,
    expiresAtMs: node.timeoutSeconds === null ? null : nowMs + node.timeoutSeconds * 1000,
    decidedAtMs: null,
    decidedBy: null,
    answer: null,
  };
}
