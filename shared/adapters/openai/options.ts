import type { ModelProfile, ModelUsage } from "../../contracts/model.ts";

export interface OpenAiModelOptions {
  /** Any text for servers that ask for no key, e.g. Ollama. */
  apiKey: string;
  /** A compatible server's address up to and with `/v1`. Default: OpenAI's own. */
  baseUrl?: string;
  models: Record<ModelProfile, string>;
  /** From sending a request to the last byte of its answer. */
  timeoutMs: number;
  /** The longest silence inside an answer. Default: `timeoutMs`. */
  idleTimeoutMs?: number;
  /** Null where the model's price is not known. */
  costUsd: (model: string, usage: ModelUsage) => number | null;
  /** Milliseconds since the epoch. */
  nowMs: () => number;
}
