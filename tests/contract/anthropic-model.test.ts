import { createAnthropicModel } from "../../shared/adapters/anthropic/create-anthropic-model.ts";
import { testLanguageModel } from "./language-model.testsuite.ts";

testLanguageModel("createAnthropicModel()", ({ server, timeoutMs, apiKey }) =>
  createAnthropicModel({
    apiKey,
    baseUrl: server.anthropicBaseUrl,
    models: { fast: "claude-fast", balanced: "claude-balanced", powerful: "claude-powerful" },
    timeoutMs,
    costUsd: (_, usage) => (usage.inputTokens + usage.outputTokens) / 1000,
    nowMs: () => 1_000,
  }),
);
