import type { MachineRef } from "../workflows/ports.ts";

/** The fixed machine above all workflows. */
export const conversationMachine: MachineRef = { workflowName: "conversation", digest: "", deployed: true };

/**
 * The name of an episode's execution: the one that its first message starts, or a later one that goes on from `turn` (a
 * successor, or one in place of an execution that is gone). A name is never free again, so each in place of another that
 * began with the same turn has the next `attempt`.
 */
export function executionName(conversationId: string, episode: number, turn = 1, attempt = 1): string {
  const ofEpisode = `${conversationId}-e${episode}`;
  const ofTurn = turn === 1 ? ofEpisode : `${ofEpisode}-t${turn}`;
  return attempt === 1 ? ofTurn : `${ofTurn}-a${attempt}`;
}
