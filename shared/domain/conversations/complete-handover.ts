import type { Conversation, HandoverContext } from "../../contracts/conversation.ts";
import type { QueuedHandover } from "../../contracts/human-agent.ts";
import type { Run } from "../../contracts/run.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { loadRun } from "../workflows/load-run.ts";
import { handoverContext } from "./handover-context.ts";
import { completedResults, type EndedRun } from "./run-outputs.ts";
import { fittingReply } from "./fitting-reply.ts";

/**
 * Adds to a handover's context what its own run does not know. A run that came to nothing (the customer asked for a person
 * before any model was paid, the first step failed) leaves what the turn before found; where the AI has drafted no
 * answer, a canned reply of the desk that fits is suggested.
 */
export async function completeHandover(
  tx: TenantTransaction,
  conversation: Conversation,
  handover: QueuedHandover,
  ended: EndedRun,
): Promise<QueuedHandover> {
  const { requiredSkills, context } = handover;
  const suggestedReply =
    context.suggestedReply ?? fittingReply(await tx.desk.cannedReplies(), requiredSkills, conversation);
  const found = await foundBefore(tx, ended, handover.reason);
  return { ...handover, context: { ...context, ...found, suggestedReply } };
}

async function foundBefore(
  tx: TenantTransaction,
  ended: EndedRun,
  reason: QueuedHandover["reason"],
): Promise<Partial<HandoverContext>> {
  if (completedResults(ended).length > 0) return {};
  const before = await turnBefore(tx, ended.run);
  if (before === null) return {};
  const { intent, confidence, tried, collected } = handoverContext(before, reason, {});
  return { intent, confidence, tried, collected };
}

async function turnBefore(tx: TenantTransaction, { runId, conversationId }: Run): Promise<EndedRun | null> {
  if (conversationId === null) return null;
  const { items } = await tx.runs.list({ conversationId }, 2, null);
  const before = items.find((each) => each.runId !== runId && each.completedAtMs !== null);
  if (before === undefined) return null;
  return { ...(await loadRun(tx, before)), results: await tx.nodes.list(before.runId) };
}
