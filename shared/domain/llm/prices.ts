/** USD per million tokens. */
export interface TokenPrices {
  input: number;
  /** Of input tokens that the provider served from its cache; null where no such price is known. */
  cachedInput: number | null;
  output: number;
}

export interface ModelPrice extends TokenPrices {
  provider: "openai" | "anthropic" | "offline";
  model: string;
  /** Prices of the whole request when its input is longer than this. */
  longContext?: TokenPrices & { overInputTokens: number };
  source: string;
}

const anthropicPage = "platform.claude.com/docs, models (October 2026)";
const openaiPage = "developers.openai.com/api/docs/models (October 2026)";
const priceRepository = "BerriAI/litellm model_prices_and_context_window.json (2026-07-24)";
const historic = "historic list price";

/**
 * Current models of OpenAI and Anthropic, the six that the specification names, and the offline model, as of October
 * 2026. Prices change without notice: an operator checks them against the provider's page.
 */
export const modelPrices: readonly ModelPrice[] = [
  {
    provider: "anthropic",
    model: "claude-haiku-5-5",
    input: 0.1,
    cachedInput: 0.01,
    output: 0.5,
    longContext: { overInputTokens: 100_000, input: 0.5, cachedInput: 0.05, output: 2.5 },
    source: anthropicPage,
  },
  {
    provider: "anthropic",
    model: "claude-sonnet-5-5",
    input: 2,
    cachedInput: 0.1,
    output: 10,
    source: anthropicPage,
  },
  {
    provider: "anthropic",
    model: "claude-opus-5-5",
    input: 4,
    cachedInput: 0.2,
    output: 20,
    source: anthropicPage,
  },
  {
    provider: "anthropic",
    model: "claude-fable-5-1",
    input: 10,
    cachedInput: 0.25,
    output: 50,
    source: anthropicPage,
  },
  {
    provider: "openai",
    model: "gpt-6-luna",
    input: 0.1,
    cachedInput: 0.01,
    output: 0.5,
    longContext: { overInputTokens: 272_000, input: 0.2, cachedInput: 0.02, output: 0.75 },
    source: openaiPage,
  },
  {
    provider: "openai",
    model: "gpt-6.1-sol",
    input: 2,
    cachedInput: 0.1,
    output: 10,
    longContext: { overInputTokens: 272_000, input: 4, cachedInput: 0.2, output: 15 },
    source: "release notes (October 2026), not seen on an official page",
  },
  {
    provider: "openai",
    model: "gpt-6-sol",
    input: 2,
    cachedInput: 0.2,
    output: 10,
    longContext: { overInputTokens: 272_000, input: 4, cachedInput: 0.4, output: 15 },
    source: openaiPage,
  },
  {
    provider: "openai",
    model: "gpt-6-astra",
    input: 10,
    cachedInput: 1,
    output: 50,
    // The page states factors: 2 for input, 1.5 for output; none for cached input.
    longContext: { overInputTokens: 272_000, input: 20, cachedInput: null, output: 75 },
    source: openaiPage,
  },
  {
    provider: "openai",
    model: "gpt-3.5-turbo",
    input: 0.5,
    cachedInput: null,
    output: 1.5,
    source: priceRepository,
  },
  {
    provider: "openai",
    model: "gpt-4-turbo",
    input: 10,
    cachedInput: null,
    output: 30,
    source: priceRepository,
  },
  { provider: "openai", model: "gpt-4", input: 30, cachedInput: null, output: 60, source: priceRepository },
  {
    provider: "anthropic",
    model: "claude-3-haiku",
    input: 0.25,
    cachedInput: 0.03,
    output: 1.25,
    source: priceRepository,
  },
  {
    provider: "anthropic",
    model: "claude-3-sonnet",
    input: 3,
    cachedInput: null,
    output: 15,
    source: historic,
  },
  {
    provider: "anthropic",
    model: "claude-3-opus",
    input: 15,
    cachedInput: 1.5,
    output: 75,
    source: priceRepository,
  },
  {
    provider: "offline",
    model: "hil-offline",
    input: 0,
    cachedInput: 0,
    output: 0,
    source: "runs on this machine",
  },
];

const byModel = new Map(modelPrices.map((price) => [price.model, price]));

/** The price of a model by the id that a provider answers with; a date at the end names a snapshot of the same model. */
export function priceOf(model: string): ModelPrice | null {
  return byModel.get(model) ?? byModel.get(model.replace(/-(\d{8}|\d{4}-\d{2}-\d{2})$/, "")) ?? null;
}
