import type { LanguageModel } from "../contracts/model.ts";

/**
 * A model whose key is read when it is first asked, and again at each call: a key that was changed is used from then on.
 */
export function keyedModel(
  readKey: () => Promise<string>,
  create: (apiKey: string) => LanguageModel | Promise<LanguageModel>,
): LanguageModel {
  let current: { apiKey: string; model: LanguageModel | Promise<LanguageModel> } | null = null;
  const modelNow = async () => {
    const apiKey = await readKey();
    if (current?.apiKey !== apiKey) current = { apiKey, model: create(apiKey) };
    return current.model;
  };
  return {
    capabilities: async (profile) => (await modelNow()).capabilities(profile),
    generate: async (request, options) => (await modelNow()).generate(request, options),
    async *stream(request, options) {
      yield* (await modelNow()).stream(request, options);
    },
  };
}
