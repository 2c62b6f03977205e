import type { ModelUsage } from "../../contracts/model.ts";
import { priceOf, type TokenPrices } from "./prices.ts";

/**
 * What a call costs in USD by the price list; null where a price that it needs is not known, which is not zero. Exact:
 * summed in whole millionths of a micro-dollar, as every listed price has at most six decimals per million tokens.
 */
export function costUsd(model: string, usage: ModelUsage): number | null {
  const price = priceOf(model);
  if (price === null || !isPlausible(usage)) return null;
  const long = price.longContext;
  const prices = long !== undefined && usage.inputTokens > long.overInputTokens ? long : price;
  return atPrices(prices, usage);
}

function atPrices(prices: TokenPrices, usage: ModelUsage): number | null {
  const { inputTokens, cachedInputTokens, outputTokens } = usage;
  if (prices.cachedInput === null && cachedInputTokens > 0) return null;
  const picoUsd =
    (inputTokens - cachedInputTokens) * perToken(prices.input) +
    cachedInputTokens * perToken(prices.cachedInput ?? 0) +
    outputTokens * perToken(prices.output);
  return picoUsd / 1e12;
}

/** USD per million tokens as 10^-12 USD per token, a whole number. */
function perToken(usdPerMillion: number): number {
  return Math.round(usdPerMillion * 1e6);
}

function isPlausible({ inputTokens, cachedInputTokens, outputTokens }: ModelUsage): boolean {
  const counts = [inputTokens, cachedInputTokens, outputTokens];
  return (
    counts.every((count) => Number.isSafeInteger(count) && count >= 0) && cachedInputTokens <= inputTokens
  );
}

/** The sum of costs, null when one of them is not known. */
export function totalCostUsd(costs: readonly (number | null)[]): number | null {
  let picoUsd = 0;
  for (const cost of costs) {
    if (cost === null) return null;
    picoUsd += Math.round(cost * 1e12);
  }
  return picoUsd / 1e12;
}
