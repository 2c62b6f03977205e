const notForChat = /embed|rerank|whisper|transcri|tts|speech|audio|moderation|dall-e|image|diffusion/i;

/**
 * The model to ask a compatible server for: the configured one where the server lists it, else the first listed model
 * that talks, so that pointing the base URL at such a server is all there is to do.
 */
export function chooseListedModel(configured: string, listed: readonly string[]): string {
  if (listed.includes(configured)) return configured;
  return listed.find((name) => !notForChat.test(name)) ?? configured;
}
