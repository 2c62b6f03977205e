import type { Conversation } from "../../contracts/conversation.ts";
import type { StateMachines } from "../workflows/ports.ts";
import { conversationMachine, executionName } from "./episode-execution.ts";
import { isClosed } from "./transitions.ts";

/**
 * Starts an execution for an episode that has none at work: its start was lost, or it was stopped from outside, or failed.
 * The new one takes up the turn that stands; two that are started at once for the same reason have the same name.
 * @returns true when it had to
 */
export async function resumeEpisode(
  conversation: Conversation,
  stateMachines: Pick<StateMachines, "start" | "describe">,
): Promise<boolean> {
  const { tenantId, conversationId, episode } = conversation;
  if (episode === 0 || isClosed(conversation.status)) return false;
  const turn = turnToTakeUp(conversation);
  const attempt = await attemptToMake(conversation, turn, stateMachines);
  if (attempt === null) return false;
  const input = { tenantId, conversationId, episode, turn };
  const name = executionName(conversationId, episode, turn, attempt);
  await stateMachines.start(conversationMachine, name, input);
  return true;
}

/** The turn under way, whose run and handover are found again; else the next. */
function turnToTakeUp({ status, runId, turn }: Conversation): number {
  const isNext = status === "new" || status === "back_to_ai" || runId === null;
  return isNext ? turn + 1 : turn;
}

/** Which execution that begins with `wanted` is the next one; null when one of this episode is at work. */
async function attemptToMake(
  { conversationId, episode, turn }: Conversation,
  wanted: number,
  { describe }: Pick<StateMachines, "describe">,
): Promise<number | null> {
  let next = 1;
  // Newest first: an execution that goes on from a later turn is the one at work.
  for (let first = turn + 1; first >= 1; first -= 1) {
    for (let attempt = 1; ; attempt += 1) {
      const name = executionName(conversationId, episode, first, attempt);
      const { status } = await describe(conversationMachine, name);
      if (status === "running") return null;
      if (status === "unknown") break;
      if (first === wanted) next = attempt + 1;
    }
  }
  return next;
}
