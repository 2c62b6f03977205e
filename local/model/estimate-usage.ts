import type { ModelUsage } from "../../shared/contracts/model.ts";
import { estimateTokens } from "../../shared/runtime/model-provider/estimate-tokens.ts";
import type { AnswerToolCall, ModelCall } from "./exchange.ts";

/** Tokens by an estimate (four characters to a token), since no tokeniser takes part. */
export function estimateUsage(call: ModelCall, text: string, toolCalls: AnswerToolCall[]): ModelUsage {
  const asked = JSON.stringify([call.messages, call.tools, call.output]);
  const answered = text + toolCalls.map((each) => each.name + each.arguments).join("");
  return {
    inputTokens: estimateTokens(asked),
    cachedInputTokens: 0,
    outputTokens: Math.max(1, estimateTokens(answered)),
  };
}
