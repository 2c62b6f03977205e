import type { ApprovalContract, Fact } from "../../contracts/approval.ts";
import { NotFoundError } from "../../contracts/errors.ts";
import type { RunMessage } from "../../contracts/run.ts";
import type { OpenWaitTask } from "../../contracts/task.ts";
import type { Wait } from "../../contracts/wait.ts";
import { contractOf } from "../approvals/contract-of.ts";
import { expiryOf } from "../approvals/deadline.ts";
import type { FactSources } from "../approvals/preconditions.ts";
import type { DeskSettings } from "../../contracts/human-agent.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { buildScope } from "../templates/build-scope.ts";
import { type LoadedNode, loadNode } from "../workflows/load-node.ts";
import type { CommandSender } from "../workflows/ports.ts";
import { addToOutbox, sendOutbox } from "../workflows/outbox.ts";
import { factsFor } from "./facts-for.ts";
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
 */
export async function openWait(task: OpenWaitTask, services: Services): Promise<{ waitId: string }> {
  const { database, nowMs, newId } = services;
  const facts = task.stepNo === undefined ? await factsOf(task, services) : [];
  const { wait, messages } = await database.tenant(task.tenantId, async (tx) => {
    const opened =
      task.stepNo === undefined
        ? await askPeople(tx, task, facts, services)
        : await keepToken(tx, `${task.nodeId}/${task.stepNo}`, task);
    const pending: RunMessage[] = opened.status === "decided" ? [settlementOf(opened, newId(), nowMs())] : [];
    for (const message of pending) await addToOutbox(tx, message, services);
    return { wait: opened, messages: pending };
  });
  await sendOutbox(messages, services);
  return { waitId: wait.waitId };
}

async function askPeople(
  tx: TenantTransaction,
  task: OpenWaitTask,
  facts: Fact[],
  { nowMs, newId }: Services,
): Promise<Wait> {
  const loaded = await loadNode(tx, task, "human");
  const settings = await tx.desk.settings();
  const opened = await tx.waits.open(
    await newWait(loaded, facts, settings, nowMs(), `task_${newId()}`),
    task.taskToken,
  );
  if (opened.status !== "open") return opened;
  await tx.nodes.begin({
    runId: task.runId,
    nodePath: task.nodeId,
    nodeType: "human",
    status: "waiting",
    startedAtMs: nowMs(),
  });
  return opened;
}

/** @throws NotFoundError */
async function keepToken(
  tx: TenantTransaction,
  nodePath: string,
  { runId, taskToken }: OpenWaitTask,
): Promise<Wait> {
  const wait = await tx.waits.getByNode(runId, nodePath);
  if (wait === null) throw new NotFoundError(`Nobody was asked about step ${nodePath} of run ${runId}.`);
  await tx.waits.keepTaskToken(wait.waitId, taskToken);
  // A statement of its own: a decision may have come in while the token was written.
  return (await tx.waits.get(wait.waitId)) ?? wait;
}

/** What preconditions find when people are asked; fetched outside of any transaction. */
async function factsOf(task: OpenWaitTask, services: Services): Promise<Fact[]> {
  const loaded = await services.database.tenant(task.tenantId, (tx) => loadNode(tx, task, "human"));
  const { run, node, upstream } = loaded;
  const { stillTrue } = contractFor(loaded);
  if (stillTrue.length === 0) return [];
  const caller = { tenantId: run.tenantId, runId: run.runId, nodePath: node.id };
  const request = { checks: stillTrue, scope: buildScope(run.input, upstream), caller };
  return factsFor(request, services, { strict: false });
}

function contractFor({ node }: LoadedNode<"human">): ApprovalContract {
  const contract = contractOf(node);
  if (contract === null) throw new NotFoundError(`Node ${node.id} asks nobody.`);
  return contract;
}

async function newWait(
  loaded: LoadedNode<"human">,
  facts: Fact[],
  settings: DeskSettings | null,
  nowMs: number,
  waitId: string,
): Promise<Wait> {
  const { run, node, upstream } = loaded;
  const { renderTemplate } = await import("../templates/render-template.ts");
  const { allowed, deadline, quorum, requesterMayDecide } = contractFor(loaded);
  return {
    waitId,
    tenantId: run.tenantId,
    runId: run.runId,
    nodePath: node.id,
    kind: "human",
    question: renderTemplate(node.question, buildScope(run.input, upstream)),
    form: node.form,
    evidence: upstream,
    allowed,
    status: "open",
    openedAtMs: nowMs,
    expiresAtMs: expiryOf(deadline, nowMs, settings),
    decidedAtMs: null,
    decidedBy: null,
    answer: null,
    terms: {
      quorum,
      requesterMayDecide,
      requestedBy: run.requestedBy,
      round: 1,
      call: null,
      facts,
      changes: [],
    },
  };
}
