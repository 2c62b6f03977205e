import type { Change, Fact, ReceiptEntry, WaitTerms, WaitVote } from "../../contracts/approval.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { personOf } from "../access/person-of.ts";
import { receiptOfVote } from "../approvals/new-receipt.ts";
import { changesBetween } from "../approvals/preconditions.ts";
import { notifyOfTask } from "../notifications/task-notification.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { checkDecision, decidedAlready } from "./check-decision.ts";
import type { Ballot } from "./fill-ballot.ts";
import type { HumanTask } from "./is-human-task.ts";
import type { Meaning } from "./read-answer.ts";
import { type CastServices, settleVoted } from "./settle-voted.ts";
import { lockTask, votesOfRound } from "./task-detail.ts";

/** What a vote came to: it counts, or the world has changed. Receipts are for the caller to append, as the last thing. */
export type Cast = { receipts: ReceiptEntry[] } & (
  | { kind: "accepted"; messages: OutboxMessage[] }
  | { kind: "returned"; round: number; changes: Change[] }
);

/**
 * Counts a decision under the wait's lock, with what its preconditions found.
 * @throws NotFoundError, NotAllowedError, ConflictError, HumanTimeoutError
 */
export async function castVote(
  tx: TenantTransaction,
  { decider, decision, meaning }: Ballot,
  facts: Fact[],
  services: CastServices,
): Promise<Cast> {
  const { atMs, sha256Hex } = services;
  const wait = await lockTask(tx, decision.waitId);
  const votes = await votesOfRound(tx, wait);
  checkDecision(decider, decision, wait, votes, atMs);
  const vote: WaitVote = {
    waitId: wait.waitId,
    round: wait.terms.round,
    subject: decider.principal.subject,
    person: personOf(decider.principal),
    verdict: meaning.verdict,
    argumentsHash: meaning.call?.argumentsHash ?? null,
    answer: decision.answer,
    atMs,
  };
  if (facts.some(({ holds }) => !holds)) return giveBack(tx, wait, facts, vote, sha256Hex);
  const another = proposalOf(wait, meaning, vote, votes);
  if (another !== null) return propose(tx, wait, { ...another, facts }, vote, sha256Hex);
  await addVote(tx, vote);
  if (vote.verdict !== "reject" && votes.length + 1 < wait.terms.quorum)
    return accepted([receiptOfVote("decided", wait, vote, sha256Hex)]);
  return { kind: "accepted", ...(await settleVoted(tx, wait, vote, meaning, services)) };
}

function accepted(receipts: ReceiptEntry[]): Cast {
  return { kind: "accepted", messages: [], receipts };
}

/** Opens another round that shows what has changed. The decision has no effect, and those before it have none any more. */
async function giveBack(
  tx: TenantTransaction,
  wait: HumanTask,
  facts: Fact[],
  vote: WaitVote,
  sha256Hex: Sha256Hex,
): Promise<Cast> {
  const { terms } = wait;
  const changes = changesBetween(terms.facts, facts);
  const round = terms.round + 1;
  await openRound(tx, wait, { ...terms, round, facts, changes }, vote.atMs);
  return { kind: "returned", round, changes, receipts: [receiptOfVote("returned", wait, vote, sha256Hex)] };
}

/**
 * What this person would have others agree to instead, where more than one has to: other arguments, or another answer than
 * those before gave. Null where they all mean the same.
 */
function proposalOf(
  { terms }: HumanTask,
  { call }: Meaning,
  { verdict, answer }: WaitVote,
  [first]: readonly WaitVote[],
): Pick<WaitTerms, "call" | "changes"> | null {
  if (terms.quorum === 1 || verdict === "reject") return null;
  if (terms.call !== null && call !== null) {
    if (verdict !== "edit") return null;
    const change = { name: "arguments", before: terms.call.arguments, after: call.arguments, failed: false };
    return { call: { ...terms.call, ...call }, changes: [change] };
  }
  if (first === undefined || canonicalJson(first.answer) === canonicalJson(answer)) return null;
  return { call: null, changes: [{ name: "answer", before: first.answer, after: answer, failed: false }] };
}

/** Those who have to agree are asked anew, in another round; whoever proposes it has agreed. */
async function propose(
  tx: TenantTransaction,
  wait: HumanTask,
  changed: Pick<WaitTerms, "call" | "changes" | "facts">,
  vote: WaitVote,
  sha256Hex: Sha256Hex,
): Promise<Cast> {
  const round = wait.terms.round + 1;
  const voted = { ...vote, round };
  await openRound(tx, wait, { ...wait.terms, ...changed, round }, vote.atMs);
  await addVote(tx, voted);
  return accepted([receiptOfVote("decided", wait, voted, sha256Hex)]);
}

async function openRound(
  tx: TenantTransaction,
  wait: HumanTask,
  terms: WaitTerms,
  atMs: number,
): Promise<void> {
  await tx.waits.setTerms(wait.waitId, terms);
  await notifyOfTask(tx, "task.returned", { ...wait, terms }, atMs);
}

/** @throws ConflictError */
async function addVote(tx: TenantTransaction, vote: WaitVote): Promise<void> {
  if (!(await tx.votes.add(vote))) throw decidedAlready();
}
