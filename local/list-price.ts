import { costUsd } from "../shared/domain/llm/cost-usd.ts";
import { defaultProfileModels } from "../shared/domain/llm/profile-models.ts";

/** What so many tokens cost by the price list on the providers' models for balanced work; null where no price is known. */
export function listPriceUsd(tokens: {
  input: number;
  output: number;
}): { model: string; costUsd: number | null }[] {
  const usage = { inputTokens: tokens.input, cachedInputTokens: 0, outputTokens: tokens.output };
  const models = [defaultProfileModels.openai.balanced, defaultProfileModels.anthropic.balanced];
  return models.map((model) => ({ model, costUsd: costUsd(model, usage) }));
}
