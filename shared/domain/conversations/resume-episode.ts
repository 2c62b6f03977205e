import type { Conversation } from "../../contracts/conversation.ts";
import type { StateMachines } from "../workflows/ports.ts";
import { conversationMachine, executionName } from "./episode-execution.ts";
import { isClosed } from "./transitions.ts";

/**
 * Starts an execution for an episode that has none at work: its start was lost, or it was stopped from outside, or failed.
 * The new one takes up the turn that stands; two for the same turn have the same name.
 * @returns true when it had to
 */
export async function resumeEpisode(
  conversation: Conversation,
  stateMachines: Pick<StateMachines, "start" | "describe">,
): Promise<boolean> {
  const { tenantId, conversationId, episode } = conversation;
  if (episode === 0 || isClosed(conversation.status)) return false;
  if (await isAtWork(conversation, stateMachines)) return false;
  const turn = turnToTakeUp(conversation);
  const input = { tenantId, conversationId, episode, turn };
  await stateMachines.start(conversationMachine, executionName(conversationId, episode, turn), input);
  return true;
}

/** The turn under way, whose run and handover are found again; else the next. */
function turnToTakeUp({ status, runId, turn }: Conversation): number {
  const isNext = status === "new" || status === "back_to_ai" || runId === null;
  return isNext ? turn + 1 : turn;
}

/** Newest first: an execution that goes on from a later turn is the one at work. */
async function isAtWork(
  { conversationId, episode, turn }: Conversation,
  { describe }: Pick<StateMachines, "describe">,
): Promise<boolean> {
  for (let first = turn + 1; first >= 1; first -= 1) {
    const { status } = await describe(conversationMachine, executionName(conversationId, episode, first));
    if (status === "running") return true;
  }
  return false;
}
