import { parseToolInput } from "../../shared/runtime/model-provider/tool-input.ts";
import type { ErrorReply, ModelAnswer } from "./exchange.ts";
import { words, type AnswerHead } from "./openai-response.ts";

const stopReasons = {
  stop: "end_turn",
  length: "max_tokens",
  "tool-calls": "tool_use",
  "content-filter": "refusal",
} as const;

export function anthropicBody(answer: ModelAnswer, head: AnswerHead): object {
  return {
    ...envelope(head),
    content: [
      ...(answer.text === "" ? [] : [{ type: "text", text: answer.text, citations: null }]),
      ...answer.toolCalls.map((call) => ({
        type: "tool_use",
        id: call.id,
        name: call.name,
        input: parseToolInput(call.arguments),
      })),
    ],
    stop_reason: stopReasons[answer.finishReason],
    stop_sequence: null,
    usage: { ...inputUsage(answer), output_tokens: answer.usage.outputTokens },
  };
}

/** The events of a stream, named as the protocol names them. */
export function* anthropicEvents(answer: ModelAnswer, head: AnswerHead): Generator<string> {
  const start = { ...envelope(head), content: [], stop_reason: null, stop_sequence: null };
  yield event("message_start", { message: { ...start, usage: { ...inputUsage(answer), output_tokens: 1 } } });
  let index = 0;
  if (answer.text !== "") {
    yield event("content_block_start", { index, content_block: { type: "text", text: "", citations: null } });
    for (const text of words(answer.text)) {
      yield event("content_block_delta", { index, delta: { type: "text_delta", text } });
    }
    yield event("content_block_stop", { index: index++ });
  }
  for (const { id, name, arguments: partialJson } of answer.toolCalls) {
    yield event("content_block_start", { index, content_block: { type: "tool_use", id, name, input: {} } });
    yield event("content_block_delta", {
      index,
      delta: { type: "input_json_delta", partial_json: partialJson },
    });
    yield event("content_block_stop", { index: index++ });
  }
  const delta = { stop_reason: stopReasons[answer.finishReason], stop_sequence: null };
  yield event("message_delta", {
    delta,
    usage: { ...inputUsage(answer), output_tokens: answer.usage.outputTokens },
  });
  yield event("message_stop", {});
}

export function anthropicError(reply: Pick<ErrorReply, "type" | "message">): object {
  return { type: "error", error: { type: reply.type, message: reply.message }, request_id: null };
}

function envelope(head: AnswerHead): object {
  return { id: `msg_${head.sequence}`, type: "message", role: "assistant", model: head.model };
}

/** The protocol counts tokens from the cache apart from the others. */
function inputUsage({ usage: { inputTokens, cachedInputTokens } }: ModelAnswer): object {
  return {
    input_tokens: inputTokens - cachedInputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cachedInputTokens,
  };
}

function event(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}
