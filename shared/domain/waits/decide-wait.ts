import type { Change, Fact, ReceiptEntry, WaitVote } from "../../contracts/approval.ts";
import { ConflictError } from "../../contracts/errors.ts";
import type { JsonObject } from "../../contracts/json.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { nodeIdOf } from "../approvals/contract-of.ts";
import { changesBetween, type FactSources } from "../approvals/preconditions.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { addToOutbox } from "../workflows/outbox.ts";
import type { CommandSender } from "../workflows/ports.ts";
import { checkDecision, type Decision, type Meaning, refusal } from "./check-decision.ts";
import { factsFor, type FactRequest, preconditionsOf } from "./facts-for.ts";
import type { HumanTask } from "./is-human-task.ts";
import { settlementOf } from "./settlement.ts";
import { deciderOf, loadTask, lockTask, type TaskDetail } from "./task-detail.ts";

export interface DecideServices extends FactSources {
  database: Database;
  commands: CommandSender;
  nowMs: () => number;
  newId: () => string;
  sha256Hex: Sha256Hex;
}

/** What one transaction came to: accepted, or what it needs to know first, or given back because the world has changed. */
type Attempt =
  | { kind: "accepted"; task: TaskDetail; messages: OutboxMessage[] }
  | { kind: "needs-facts"; request: FactRequest }
  | { kind: "returned"; round: number; changes: Change[] };

/**
 * Accepts a person's decision. What it rests on is fetched outside the transaction and tested inside: if it does not hold
 * any more, the wait goes back to its approvers as a new round, and this decision and those before it are void. Else the
 * vote is recorded and, when enough people agree or one rejects, in the same transaction: the wait is decided, the grant
 * minted or the node completed, a receipt written for each, and a message hands it to the waiting execution.
 * `alsoRecord` writes into that transaction what has to be true exactly if the decision was accepted.
 * @returns what `alsoRecord` made of the task, and what has to be sent after the commit
 * @throws NotFoundError, NotAllowedError, InvalidFieldsError, ConflictError, HumanTimeoutError, RetryableError
 */
export async function decideWait<Result>(
  principal: Principal,
  decision: Decision,
  services: DecideServices,
  alsoRecord: (tx: TenantTransaction, task: TaskDetail) => Promise<Result>,
): Promise<{ result: Result; messages: OutboxMessage[] }> {
  let facts: Fact[] | null = null;
  for (;;) {
    const known = facts;
    const attempt = await services.database.tenant(principal.tenantId, async (tx) => {
      const outcome = await attemptDecision(tx, principal, decision, known, services);
      return outcome.kind === "accepted"
        ? { ...outcome, result: await alsoRecord(tx, outcome.task) }
        : outcome;
    });
    switch (attempt.kind) {
      case "accepted":
        return { result: attempt.result, messages: attempt.messages };
      case "returned":
        throw worldChanged(attempt);
      case "needs-facts":
        // A decision names its round and its arguments, so what is fetched for it stays what it is about.
        facts = await factsFor(attempt.request, services, { strict: true });
    }
  }
}

async function attemptDecision(
  tx: TenantTransaction,
  principal: Principal,
  decision: Decision,
  facts: Fact[] | null,
  services: DecideServices,
): Promise<Attempt> {
  const atMs = services.nowMs();
  const decider = await deciderOf(tx, principal);
  const wait = await lockTask(tx, decision.waitId);
  const meaning = await checkDecision(decider, decision, wait, {
    nowMs: atMs,
    sha256Hex: services.sha256Hex,
  });
  const votes = await tx.votes.list(wait.waitId);
  assertNotTwice(votes, wait.terms.round, principal.subject);
  const { request, checks } = await preconditionsOf(tx, wait, meaning.call?.arguments);
  const isChecked = meaning.verdict !== "reject" && checks.length > 0;
  if (isChecked && facts === null) return { kind: "needs-facts", request };
  const vote = voteOf(wait, principal.subject, meaning, decision.answer, atMs);
  if (isChecked && facts !== null && facts.some(({ holds }) => !holds))
    return returned(tx, wait, facts, receiptOf(wait, vote, "returned", services.sha256Hex));
  const step: Step = { tx, wait, vote, meaning, services, atMs };
  await tx.receipts.append(receiptOf(wait, vote, "decided", services.sha256Hex));
  const messages = await countVote(step, votes, facts);
  return { kind: "accepted", task: await loadTask(tx, wait.waitId), messages };
}

interface Step {
  tx: TenantTransaction;
  wait: HumanTask;
  vote: WaitVote;
  meaning: Meaning;
  services: DecideServices;
  atMs: number;
}

/** Records the vote, and settles the wait when it was the last one needed. */
async function countVote(
  step: Step,
  votes: readonly WaitVote[],
  facts: Fact[] | null,
): Promise<OutboxMessage[]> {
  const { tx, wait, vote, meaning } = step;
  const { quorum, round } = wait.terms;
  if (vote.verdict === "edit" && quorum > 1) {
    await proposeEdited(step, facts);
    return [];
  }
  await tx.votes.add(vote);
  const agreed = votes.filter((each) => each.round === round && each.verdict !== "reject").length + 1;
  if (vote.verdict !== "reject" && agreed < quorum) return [];
  if (meaning.verdict === "edit") await setArguments(step, wait.terms);
  return settle(step);
}

/** Others have agreed to other arguments: those who have to agree are asked anew, the editor has. */
async function proposeEdited(step: Step, facts: Fact[] | null): Promise<void> {
  const { tx, wait, vote, meaning } = step;
  const { terms } = wait;
  const before = terms.call?.arguments ?? null;
  const after = meaning.call?.arguments ?? null;
  const changes = [{ name: "arguments", before, after, failed: false }];
  await setArguments(step, { ...terms, round: terms.round + 1, changes, facts: facts ?? terms.facts });
  const argumentsHash = meaning.call?.argumentsHash ?? null;
  await tx.votes.add({ ...vote, round: terms.round + 1, argumentsHash });
}

function setArguments({ tx, wait, meaning }: Step, terms: HumanTask["terms"]): Promise<void> {
  const call = terms.call === null || meaning.call === null ? terms.call : { ...terms.call, ...meaning.call };
  return tx.waits.setTerms(wait.waitId, { ...terms, call });
}

async function settle(step: Step): Promise<OutboxMessage[]> {
  const { tx, wait, vote, services, atMs } = step;
  const accepted = await tx.waits.decide(wait.waitId, { by: vote.subject, answer: vote.answer, atMs });
  if (!accepted) throw refusal((await loadTask(tx, wait.waitId)).wait);
  if (wait.kind === "human") await tx.nodes.complete(wait.runId, wait.nodePath, vote.answer, atMs);
  else if (vote.verdict !== "reject") await mintGrant(step);
  const message = settlementOf(wait, services.newId(), atMs);
  await addToOutbox(tx, message, services);
  return [message];
}

async function mintGrant({ tx, wait, vote, meaning, services, atMs }: Step): Promise<void> {
  const { call, round } = wait.terms;
  if (call === null || meaning.call === null) throw new ConflictError("The task is about no call.");
  const grant = {
    grantId: `grant_${services.newId()}`,
    tenantId: wait.tenantId,
    runId: wait.runId,
    nodePath: nodeIdOf(wait.nodePath),
    tool: call.tool,
    argumentsHash: meaning.call.argumentsHash,
    waitId: wait.waitId,
    round,
    mintedAtMs: atMs,
    consumedAtMs: null,
    idempotencyKey: null,
  };
  await tx.grants.mint(grant);
  await tx.receipts.append({
    ...receiptOf(wait, vote, "granted", services.sha256Hex),
    argumentsHash: grant.argumentsHash,
    grantId: grant.grantId,
  });
}

async function returned(
  tx: TenantTransaction,
  { waitId, terms }: HumanTask,
  facts: Fact[],
  receipt: ReceiptEntry,
): Promise<Attempt> {
  const changes = changesBetween(terms.facts, facts);
  const round = terms.round + 1;
  await tx.waits.setTerms(waitId, { ...terms, round, facts, changes });
  await tx.receipts.append(receipt);
  return { kind: "returned", round, changes };
}

function worldChanged({ round, changes }: { round: number; changes: Change[] }): ConflictError {
  const failed = changes.filter((change) => change.failed).map(({ name }) => name);
  return new ConflictError(
    `What the decision rests on has changed (${failed.join(", ")}); the task went back to its approvers as round ${round}.`,
    { details: { code: "world-changed" } },
  );
}

function assertNotTwice(votes: readonly WaitVote[], round: number, subject: string): void {
  if (!votes.some((vote) => vote.round === round && vote.subject === subject)) return;
  throw new ConflictError("You have decided already; somebody else has to agree.", {
    details: { code: "decided-by-you" },
  });
}

function voteOf(
  { waitId, terms }: HumanTask,
  subject: string,
  { verdict, call }: Meaning,
  answer: JsonObject,
  atMs: number,
): WaitVote {
  const argumentsHash = call?.argumentsHash ?? null;
  return { waitId, round: terms.round, subject, verdict, argumentsHash, answer, atMs };
}

function receiptOf(
  { runId, nodePath, terms }: HumanTask,
  { waitId, round, subject, verdict, argumentsHash, answer, atMs }: WaitVote,
  kind: ReceiptEntry["kind"],
  sha256Hex: Sha256Hex,
): ReceiptEntry {
  const answerHash = sha256Hex(canonicalJson(answer));
  const tool = terms.call?.tool ?? null;
  return {
    kind,
    waitId,
    runId,
    nodePath,
    round,
    subject,
    verdict,
    tool,
    argumentsHash,
    answerHash,
    grantId: null,
    atMs,
  };
}
