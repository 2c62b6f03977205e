import type { Json, JsonSchema } from "./json.ts";

/** How much intelligence a call asks for; a router turns it into a model. */
export const modelProfiles = ["fast", "balanced", "powerful"] as const;
export type ModelProfile = (typeof modelProfiles)[number];

export interface ModelToolCall {
  /** The provider's id of the call; answered by the tool message of the same id. */
  id: string;
  name: string;
  input: Json;
}

export type ModelMessage =
  | { role: "system"; text: string }
  | { role: "user"; text: string }
  | { role: "assistant"; text: string; toolCalls?: ModelToolCall[] }
  | { role: "tool"; toolCallId: string; toolName: string; text: string; isError?: boolean };

export interface ModelTool {
  name: string;
  description: string;
  input: JsonSchema;
}

export interface ModelRequest {
  profile: ModelProfile;
  messages: ModelMessage[];
  tools?: ModelTool[];
  /** The answer must be one JSON document that fits this schema. */
  output?: { name: string; schema: JsonSchema };
  temperature?: number;
  maxOutputTokens?: number;
  stopSequences?: string[];
}

export interface ModelUsage {
  inputTokens: number;
  /** The part of `inputTokens` that the provider served from its cache. */
  cachedInputTokens: number;
  outputTokens: number;
}

export interface ModelResponse {
  text: string;
  toolCalls: ModelToolCall[];
  finishReason: "stop" | "length" | "tool-calls" | "content-filter";
  usage: ModelUsage;
  provider: string;
  model: string;
  latencyMs: number;
  /** What this call costs by the price list; null where the model's price is not known (which is not zero). */
  costUsd: number | null;
}

export type ModelChunk = { kind: "text"; text: string } | { kind: "done"; response: ModelResponse };

export interface ModelCapabilities {
  /** False: tools are offered in the textual Thought / Action / Observation form. */
  nativeTools: boolean;
}

export interface ModelCallOptions {
  signal?: AbortSignal;
}

/** The only door to a model. A router implements it too: a router is one more model. */
export interface LanguageModel {
  capabilities(profile: ModelProfile): Promise<ModelCapabilities>;
  /**
   * @throws ProviderThrottledError, ProviderTimeoutError, ProviderUnavailableError, ProviderRefusedError
   */
  generate(request: ModelRequest, options?: ModelCallOptions): Promise<ModelResponse>;
  stream(request: ModelRequest, options?: ModelCallOptions): AsyncIterable<ModelChunk>;
}
