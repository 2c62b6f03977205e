import type { MachineRef } from "../workflows/ports.ts";

/** The fixed machine above all workflows. */
export const conversationMachine: MachineRef = { workflowName: "conversation", digest: "", deployed: true };

/**
 * The name of an episode's execution: the one that its first message starts, or a later one that goes on from `turn` (a
 * successor, or one in place of an execution that is gone).
 */
export function executionName(conversationId: string, episode: number, turn = 1): string {
  const name = `${conversationId}-e${episode}`;
  return turn === 1 ? name : `${name}-t${turn}`;
}
