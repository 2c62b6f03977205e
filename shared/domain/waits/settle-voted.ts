import type { ReceiptEntry, ToolGrant, WaitVote } from "../../contracts/approval.ts";
import { ConflictError } from "../../contracts/errors.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { nodeIdOf } from "../approvals/contract-of.ts";
import { receiptOfVote } from "../approvals/new-receipt.ts";
import { notifyOfTask } from "../notifications/task-notification.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { refusal } from "./check-decision.ts";
import type { HumanTask } from "./is-human-task.ts";
import type { Meaning } from "./read-answer.ts";
import { settlementOf } from "./settlement.ts";
import { findTask } from "./task-detail.ts";

export interface CastServices {
  newId: () => string;
  sha256Hex: Sha256Hex;
  /** When the decision came: everything that it does happens then. */
  atMs: number;
}

/**
 * The last vote that was needed: decides the wait, completes the node or mints the grant, and writes the message that hands
 * it to the execution.
 * @throws ConflictError, HumanTimeoutError when the wait takes no answer any more
 */
export async function settleVoted(
  tx: TenantTransaction,
  wait: HumanTask,
  vote: WaitVote,
  meaning: Meaning,
  services: CastServices,
): Promise<{ messages: OutboxMessage[]; receipts: ReceiptEntry[] }> {
  const { newId, sha256Hex, atMs } = services;
  const { waitId, terms } = wait;
  if (meaning.verdict === "edit")
    await tx.waits.setTerms(waitId, { ...terms, call: terms.call && { ...terms.call, ...meaning.call } });
  const isDecided = await tx.waits.decide(waitId, { by: vote.subject, answer: vote.answer, atMs });
  if (!isDecided) throw refusal(await findTask(tx, waitId));
  const receipts = [receiptOfVote("decided", wait, vote, sha256Hex)];
  if (wait.kind === "human") await tx.nodes.complete(wait.runId, wait.nodePath, vote.answer, atMs);
  else if (vote.verdict !== "reject") {
    const grant = grantOf(wait, meaning, `grant_${newId()}`, atMs);
    await tx.grants.mint(grant);
    receipts.push({ ...receiptOfVote("granted", wait, vote, sha256Hex), grantId: grant.grantId });
  }
  await notifyOfTask(tx, "task.decided", wait, atMs, vote.verdict);
  const message = settlementOf(wait, newId(), atMs);
  await tx.outbox.add(message);
  return { messages: [message], receipts };
}

function grantOf(wait: HumanTask, meaning: Meaning, grantId: string, atMs: number): ToolGrant {
  const { call, round } = wait.terms;
  if (call === null || meaning.call === null) throw new ConflictError("The task is about no call.");
  return {
    grantId,
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
}
