import type { Conversation } from "../../contracts/conversation.ts";
import type { Database } from "../storage/ports.ts";
import type { StateMachines } from "../workflows/ports.ts";
import { conversationMachine, executionName, nextExecution } from "./episode-execution.ts";
import { lockConversation } from "./lock-conversation.ts";
import { isClosed } from "./transitions.ts";

interface Services {
  database: Database;
  stateMachines: Pick<StateMachines, "start" | "describe">;
}

/**
 * Sees to it that an execution has the conversation's episode: one whose start was lost is started, and one that has
 * ended (it was stopped from outside, or failed) is replaced. While one runs, that is one question to Step Functions.
 * @returns true when it had to start one
 */
export async function resumeEpisode(conversation: Conversation, services: Services): Promise<boolean> {
  for (let current = conversation; isUnderWay(current); current = await replace(current, services)) {
    const { tenantId, conversationId, episode, execution } = current;
    const name = executionName(current, execution);
    const { status } = await services.stateMachines.describe(conversationMachine, name);
    if (status === "running") return false;
    if (status !== "unknown") continue;
    await services.stateMachines.start(conversationMachine, name, {
      tenantId,
      conversationId,
      episode,
      ...execution,
    });
    return true;
  }
  return false;
}

function isUnderWay({ episode, status }: Conversation): boolean {
  return episode > 0 && !isClosed(status);
}

/**
 * Notes, before it is started, which execution takes the place of one that has ended: of several who find that out, all
 * start the same. Unless another has the conversation meanwhile.
 */
function replace(
  { tenantId, conversationId, ...before }: Conversation,
  services: Services,
): Promise<Conversation> {
  return services.database.tenant(tenantId, async (tx) => {
    const now = await lockConversation(tx, conversationId);
    if (now.episode !== before.episode || !isUnderWay(now)) return now;
    const { turn, attempt } = now.execution;
    if (turn !== before.execution.turn || attempt !== before.execution.attempt) return now;
    const replaced = { ...now, execution: nextExecution(now) };
    await tx.conversations.save(replaced);
    return replaced;
  });
}
