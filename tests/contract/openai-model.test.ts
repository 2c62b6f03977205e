import { createOpenAiModel } from "../../shared/adapters/openai/create-openai-model.ts";
import { testLanguageModel } from "./language-model.testsuite.ts";

testLanguageModel("createOpenAiModel()", ({ server, timeoutMs, apiKey }) =>
  createOpenAiModel({
    apiKey,
    baseUrl: server.openaiBaseUrl,
    models: { fast: "gpt-fast", balanced: "gpt-balanced", powerful: "gpt-powerful" },
    timeoutMs,
    costUsd: (_, usage) => (usage.inputTokens + usage.outputTokens) / 1000,
    nowMs: () => 1_000,
  }),
);
