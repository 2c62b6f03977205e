import * as z from "zod/mini";
import type { LanguageModel } from "../contracts/model.ts";
import { costUsd } from "../domain/llm/cost-usd.ts";
import { defaultProfileModels, type ProfileModels } from "../domain/llm/profile-models.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";
import { nowMs } from "./clock.ts";
import { keyedModel } from "./keyed-model.ts";
import { modelKey, noKey } from "./model-key.ts";

const optionalUrl = z.optional(z.url());
const optionalText = z.optional(z.string().check(z.minLength(1)));

const readModelEnv = () =>
  readEnv({
    HIL_MODEL_PROVIDER: z._default(z.enum(["openai", "anthropic"]), "openai"),
    HIL_MODEL_TIMEOUT_MS: z._default(z.coerce.number().check(z.int(), z.positive()), 120_000),
    HIL_MODEL_FAST: optionalText,
    HIL_MODEL_BALANCED: optionalText,
    HIL_MODEL_POWERFUL: optionalText,
    HIL_OFFLINE_MODEL_URL: optionalUrl,
    OPENAI_BASE_URL: optionalUrl,
    ANTHROPIC_BASE_URL: optionalUrl,
  });

/**
 * The provider that `HIL_MODEL_PROVIDER` names, with its key from a secret; or the offline model where one is running. A
 * provider's code is loaded when its model is first asked.
 */
export const languageModel = lazy((): LanguageModel => {
  const { HIL_OFFLINE_MODEL_URL: offlineUrl, ...env } = readModelEnv();
  const common = { timeoutMs: env.HIL_MODEL_TIMEOUT_MS, costUsd, nowMs, models: profileModels() };
  if (offlineUrl === undefined && env.HIL_MODEL_PROVIDER === "anthropic") {
    const { ANTHROPIC_BASE_URL: baseUrl } = env;
    return keyedModel(
      () => modelKey("ANTHROPIC_API_KEY"),
      async (apiKey) => {
        const { createAnthropicModel } = await import("../adapters/anthropic/create-anthropic-model.ts");
        return createAnthropicModel({ ...common, apiKey, ...(baseUrl ? { baseUrl } : {}) });
      },
    );
  }
  const baseUrl = offlineUrl ?? env.OPENAI_BASE_URL;
  return keyedModel(
    () => (offlineUrl === undefined ? modelKey("OPENAI_API_KEY") : Promise.resolve(noKey)),
    async (apiKey) => {
      const { createOpenAiModel } = await import("../adapters/openai/create-openai-model.ts");
      return createOpenAiModel({ ...common, apiKey, ...(baseUrl ? { baseUrl } : {}) });
    },
  );
});

/** Which model each profile means in this deployment. */
export function profileModels(): ProfileModels {
  const env = readModelEnv();
  const defaults = defaultProfileModels[env.HIL_OFFLINE_MODEL_URL ? "offline" : env.HIL_MODEL_PROVIDER];
  return {
    fast: env.HIL_MODEL_FAST ?? defaults.fast,
    balanced: env.HIL_MODEL_BALANCED ?? defaults.balanced,
    powerful: env.HIL_MODEL_POWERFUL ?? defaults.powerful,
  };
}
