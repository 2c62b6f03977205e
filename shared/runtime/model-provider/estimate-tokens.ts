/** About four characters to a token in English; an estimate for servers that report no usage, never a bill. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
