import { firstExecution, type StartEpisodeMessage } from "../../contracts/conversation.ts";
import type { Database } from "../storage/ports.ts";
import type { StateMachines } from "../workflows/ports.ts";
import { conversationMachine, executionName } from "./episode-execution.ts";

/**
 * Starts the execution of an episode whose first message has come. Told twice, late, or of an episode that is over, it
 * changes nothing: the execution has the episode's name, and its first turn begins by a compare-and-set.
 */
export async function startEpisode(
  { tenantId, conversationId, episode }: StartEpisodeMessage,
  { database, stateMachines }: { database: Database; stateMachines: Pick<StateMachines, "start"> },
): Promise<void> {
  const conversation = await database.tenant(tenantId, (tx) => tx.conversations.get(conversationId));
  if (conversation?.status !== "new" || conversation.episode !== episode) return;
  const name = executionName(conversation, firstExecution);
  await stateMachines.start(conversationMachine, name, { tenantId, conversationId, episode });
}
