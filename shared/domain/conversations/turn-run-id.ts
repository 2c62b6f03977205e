/** The id of a turn's run: the same for every attempt to begin the turn. */
export function turnRunId(conversationId: string, episode: number, turn: number): string {
  return `${conversationId}-e${episode}-t${turn}`;
}
