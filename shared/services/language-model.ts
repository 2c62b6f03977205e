import * as z from "zod";
import { createAnthropicModel } from "../adapters/anthropic/create-anthropic-model.ts";
import { createOpenAiModel } from "../adapters/openai/create-openai-model.ts";
import type { LanguageModel } from "../contracts/model.ts";
import { costUsd } from "../domain/llm/cost-usd.ts";
import { defaultProfileModels, type ProfileModels } from "../domain/llm/profile-models.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";
import { nowMs } from "./clock.ts";

/** Compatible servers may want no key, and both SDKs want some text. */
const noKey = "none";
const optionalUrl = z.url().optional();
const optionalText = z.string().min(1).optional();

const readModelEnv = () =>
  readEnv({
    HIL_MODEL_PROVIDER: z.enum(["openai", "anthropic"]).optional(),
    HIL_MODEL_TIMEOUT_MS: z.coerce.number().int().positive().default(120_000),
    HIL_MODEL_FAST: optionalText,
    HIL_MODEL_BALANCED: optionalText,
    HIL_MODEL_POWERFUL: optionalText,
    HIL_OFFLINE_MODEL_URL: optionalUrl,
    OPENAI_API_KEY: optionalText,
    OPENAI_BASE_URL: optionalUrl,
    ANTHROPIC_API_KEY: optionalText,
    ANTHROPIC_BASE_URL: optionalUrl,
  });
type ModelEnv = ReturnType<typeof readModelEnv>;

/** The provider that the environment names; OpenAI's protocol where both are configured and nothing says otherwise. */
export const languageModel = lazy((): LanguageModel => {
  const env = readModelEnv();
  const common = { timeoutMs: env.HIL_MODEL_TIMEOUT_MS, costUsd, nowMs };
  const models = profileModels();
  if (env.HIL_OFFLINE_MODEL_URL) {
    return createOpenAiModel({ ...common, models, apiKey: noKey, baseUrl: env.HIL_OFFLINE_MODEL_URL });
  }
  if (providerOf(env) === "anthropic") {
    return createAnthropicModel({
      ...common,
      models,
      apiKey: env.ANTHROPIC_API_KEY ?? noKey,
      ...(env.ANTHROPIC_BASE_URL ? { baseUrl: env.ANTHROPIC_BASE_URL } : {}),
    });
  }
  return createOpenAiModel({
    ...common,
    models,
    apiKey: env.OPENAI_API_KEY ?? noKey,
    ...(env.OPENAI_BASE_URL ? { baseUrl: env.OPENAI_BASE_URL } : {}),
  });
});

/** Which model each profile means in this deployment. */
export function profileModels(): ProfileModels {
  const env = readModelEnv();
  const defaults = defaultProfileModels[env.HIL_OFFLINE_MODEL_URL ? "offline" : providerOf(env)];
  return {
    fast: env.HIL_MODEL_FAST ?? defaults.fast,
    balanced: env.HIL_MODEL_BALANCED ?? defaults.balanced,
    powerful: env.HIL_MODEL_POWERFUL ?? defaults.powerful,
  };
}

function providerOf(env: ModelEnv): "openai" | "anthropic" {
  if (env.HIL_MODEL_PROVIDER) return env.HIL_MODEL_PROVIDER;
  const hasOpenAi = env.OPENAI_API_KEY !== undefined || env.OPENAI_BASE_URL !== undefined;
  const hasAnthropic = env.ANTHROPIC_API_KEY !== undefined || env.ANTHROPIC_BASE_URL !== undefined;
  return hasAnthropic && !hasOpenAi ? "anthropic" : "openai";
}
