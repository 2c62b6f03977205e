import type { Json } from "../../contracts/json.ts";
import type {
  ModelMessage,
  ModelRequest,
  ModelResponse,
  ModelToolCall,
  ModelUsage,
} from "../../contracts/model.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { garbageAnswer } from "./provider-failure.ts";
import { wellFormed } from "./well-formed.ts";

/** A model's answer, read from any protocol, before anybody has checked it. */
export interface AnswerDraft {
  text: string;
  /** `id` is null where a compatible server gives none. */
  toolCalls: { id: string | null; name: string; input: Json }[];
  finishReason: ModelResponse["finishReason"];
  /** Null where a compatible server reports none: then it is estimated, so that a budget still sees the call. */
  usage: ModelUsage | null;
}

export interface ResponseContext {
  provider: string;
  model: string;
  request: ModelRequest;
  latencyMs: number;
  costUsd: (model: string, usage: ModelUsage) => number | null;
}

/**
 * Checks an answer and completes it.
 * @throws ProviderUnavailableError for an answer nobody can go on with (nothing in it, one id for two tool calls)
 */
export function completeResponse(draft: AnswerDraft, context: ResponseContext): ModelResponse {
  const { provider, model, request } = context;
  const toolCalls = completeToolCalls(draft, context);
  if (toolCalls.length === 0 && draft.text === "" && draft.finishReason === "stop") {
    throw garbageAnswer(provider, "it is empty");
  }
  const usage = draft.usage ?? estimateUsage(request, draft);
  return {
    text: draft.text.toWellFormed(),
    toolCalls,
    finishReason: toolCalls.length > 0 && draft.finishReason === "stop" ? "tool-calls" : draft.finishReason,
    usage,
    provider,
    model,
    latencyMs: context.latencyMs,
    costUsd: context.costUsd(model, usage),
  };
}

function completeToolCalls(draft: AnswerDraft, { provider, request }: ResponseContext): ModelToolCall[] {
  const earlier = request.messages.reduce((count, message) => count + callsOf(message).length, 0);
  const toolCalls = draft.toolCalls.map(({ id, name, input }, index) => ({
    id: id === null || id === "" ? `call_${earlier + index}` : id,
    name,
    input: wellFormed(input),
  }));
  if (new Set(toolCalls.map((call) => call.id)).size < toolCalls.length) {
    throw garbageAnswer(provider, "two tool calls have the same id");
  }
  return toolCalls;
}

function callsOf(message: ModelMessage): ModelToolCall[] {
  return message.role === "assistant" ? (message.toolCalls ?? []) : [];
}

function estimateUsage(request: ModelRequest, draft: AnswerDraft): ModelUsage {
  return {
    inputTokens: estimateTokens(JSON.stringify([request.messages, request.tools, request.output])),
    cachedInputTokens: 0,
    outputTokens: estimateTokens(draft.text + JSON.stringify(draft.toolCalls)),
  };
}
