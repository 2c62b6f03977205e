import { NotFoundError } from "../../contracts/errors.ts";
import type { OpenWaitTask } from "../../contracts/task.ts";
import type { Wait } from "../../contracts/wait.ts";
import { contractOf } from "../approvals/contract-of.ts";
import { type FactSources, fetchFacts } from "../approvals/preconditions.ts";
import { notifyOfTask } from "../notifications/task-notification.ts";
import type { Database } from "../storage/ports.ts";
import { buildScope } from "../templates/build-scope.ts";
import { holdOpenRun } from "../workflows/hold-open-run.ts";
import { type LoadedNode, loadNode } from "../workflows/load-node.ts";
import { addToOutbox, sendOutbox } from "../workflows/outbox.ts";
import type { CommandSender } from "../workflows/ports.ts";
import { newWait, type NewWait } from "./new-wait.ts";
import { settlementOf } from "./settlement.ts";

interface Services extends FactSources {
  database: Database;
  commands: CommandSender;
  nowMs: () => number;
  newId: () => string;
}

/**
 * Asks people and keeps the task token; for a call that needs approval people were asked already, and only the token is
 * kept. Tried again (Lambda retried, state redriven) it keeps the wait and takes the new token; a wait that was answered
 * meanwhile is settled with it.
 * @throws NotFoundError, ConflictError when the run has ended
 */
export async function openWait(task: OpenWaitTask, services: Services): Promise<{ waitId: string }> {
  const wait = await (task.stepNo === undefined
    ? askPeople(task, services)
    : keepToken(task, `${task.nodeId}/${task.stepNo}`, services));
  if (wait.status === "decided") await settleAgain(wait, services);
  return { waitId: wait.waitId };
}

/** What preconditions find is fetched between the two transactions, outside of both. */
async function askPeople(task: OpenWaitTask, services: Services): Promise<Wait> {
  const { database, nowMs } = services;
  const { loaded, hours } = await database.tenant(task.tenantId, async (tx) => ({
    loaded: await loadNode(tx, task, "human"),
    hours: await tx.desk.settings(),
  }));
  const asked = await questionOf(loaded, services);
  return database.tenant(task.tenantId, async (tx) => {
    await holdOpenRun(tx, task.runId);
    const opened = await tx.waits.open(newWait(asked, hours, nowMs()), task.taskToken);
    if (opened.status !== "open") return opened;
    await tx.nodes.begin({
      runId: task.runId,
      nodePath: task.nodeId,
      nodeType: "human",
      status: "waiting",
      startedAtMs: nowMs(),
    });
    await notifyOfTask(tx, "task.opened", opened, nowMs());
    return opened;
  });
}

async function questionOf(
  { run, node, upstream }: LoadedNode<"human">,
  services: Services,
): Promise<NewWait> {
  const contract = contractOf(node);
  const scope = buildScope(run.input, upstream);
  const caller = { tenantId: run.tenantId, runId: run.runId, nodePath: node.id };
  const { renderTemplate } = await import("../templates/render-template.ts");
  return {
    waitId: `task_${services.newId()}`,
    nodePath: node.id,
    kind: "human",
    run,
    question: renderTemplate(node.question, scope),
    form: node.form,
    evidence: upstream,
    contract,
    call: null,
    facts: await fetchFacts(contract.stillTrue, scope, caller, services, { strict: false }),
  };
}

/** @throws NotFoundError */
async function keepToken(
  { tenantId, runId, taskToken }: OpenWaitTask,
  nodePath: string,
  { database, nowMs }: Services,
): Promise<Wait> {
  return database.tenant(tenantId, async (tx) => {
    const wait = await tx.waits.getByNode(runId, nodePath);
    if (wait === null) throw new NotFoundError(`Nobody was asked about step ${nodePath} of run ${runId}.`);
    await tx.waits.keepTaskToken(wait.waitId, taskToken);
    // A statement of its own: a decision may have come in while the token was written.
    const kept = (await tx.waits.get(wait.waitId)) ?? wait;
    if (kept.status === "open") await notifyOfTask(tx, "task.opened", kept, nowMs());
    return kept;
  });
}

/** What was sent when it was decided spoke of another token. A process that dies before this is tried again, as its state is. */
async function settleAgain(wait: Wait, services: Services): Promise<void> {
  const message = settlementOf(wait, services.newId(), services.nowMs());
  await services.database.tenant(wait.tenantId, (tx) => addToOutbox(tx, message, services));
  await sendOutbox([message], services);
}
