import type { ModelProfile, ModelUsage } from "../../contracts/model.ts";

export interface AnthropicModelOptions {
  apiKey: string;
  /** A compatible server's address without `/v1`. Default: Anthropic's own. */
  baseUrl?: string;
  models: Record<ModelProfile, string>;
  /** From sending a request to the last byte of its answer. */
  timeoutMs: number;
  /** The longest silence inside an answer. Default: `timeoutMs`. */
  idleTimeoutMs?: number;
  /** The protocol wants a limit; used where a request states none. Default: 4096. */
  defaultMaxOutputTokens?: number;
  /** Null where the model's price is not known. */
  costUsd: (model: string, usage: ModelUsage) => number | null;
  /** Milliseconds since the epoch. */
  nowMs: () => number;
}
