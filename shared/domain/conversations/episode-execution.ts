import type { Conversation, EpisodeExecution } from "../../contracts/conversation.ts";
import type { MachineRef } from "../workflows/ports.ts";

/** The fixed machine above all workflows. */
export const conversationMachine: MachineRef = { workflowName: "conversation", digest: "", deployed: true };

/**
 * The name of an episode's execution: the one that its first message starts, or a later one that goes on from `turn` (a
 * successor, or one in place of an execution that is gone). A name is never free again, so each in place of another that
 * began with the same turn has the next `attempt`.
 */
export function executionName(
  { conversationId, episode }: Pick<Conversation, "conversationId" | "episode">,
  { turn, attempt }: EpisodeExecution,
): string {
  const ofEpisode = `${conversationId}-e${episode}`;
  const ofTurn = turn === 1 ? ofEpisode : `${ofEpisode}-t${turn}`;
  return attempt === 1 ? ofTurn : `${ofTurn}-a${attempt}`;
}

/**
 * The execution that takes the place of the conversation's, which is gone: it takes up the turn under way, whose run and
 * handover are found again, else the next. Where the one that is gone had started its successor, it is that.
 */
export function nextExecution({ status, runId, turn, execution }: Conversation): EpisodeExecution {
  const isNext = status === "new" || status === "back_to_ai" || runId === null;
  const takenUp = isNext ? turn + 1 : turn;
  return { turn: takenUp, attempt: takenUp === execution.turn ? execution.attempt + 1 : 1 };
}
