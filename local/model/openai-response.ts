import type { ErrorReply, ModelAnswer } from "./exchange.ts";

/** What identifies an answer: a running number instead of chance, so that a test sees the same twice. */
export interface AnswerHead {
  sequence: number;
  model: string;
  createdMs: number;
}

const finishReasons = {
  stop: "stop",
  length: "length",
  "tool-calls": "tool_calls",
  "content-filter": "content_filter",
} as const;

export function openAiBody(answer: ModelAnswer, head: AnswerHead): object {
  return {
    ...envelope(head, "chat.completion"),
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: answer.text === "" && answer.toolCalls.length > 0 ? null : answer.text,
          refusal: null,
          ...(answer.toolCalls.length > 0 && { tool_calls: answer.toolCalls.map(toolCall) }),
        },
        logprobs: null,
        finish_reason: finishReasons[answer.finishReason],
      },
    ],
    usage: usage(answer),
  };
}

/** The events of a stream: `data:` lines, the last one `[DONE]`. */
export function* openAiEvents(answer: ModelAnswer, head: AnswerHead): Generator<string> {
  const chunk = (delta: object, finishReason: string | null = null) =>
    event({
      ...envelope(head, "chat.completion.chunk"),
      choices: [{ index: 0, delta, finish_reason: finishReason }],
    });
  yield chunk({ role: "assistant", content: "" });
  for (const text of words(answer.text)) yield chunk({ content: text });
  for (const [index, call] of answer.toolCalls.entries()) {
    yield chunk({ tool_calls: [{ index, ...toolCall({ ...call, arguments: "" }) }] });
    yield chunk({ tool_calls: [{ index, function: { arguments: call.arguments } }] });
  }
  yield chunk({}, finishReasons[answer.finishReason]);
  yield event({ ...envelope(head, "chat.completion.chunk"), choices: [], usage: usage(answer) });
  yield "data: [DONE]\n\n";
}

export function openAiError(reply: Pick<ErrorReply, "type" | "message" | "code">): object {
  return { error: { message: reply.message, type: reply.type, param: null, code: reply.code ?? null } };
}

/** Text in the pieces that a stream sends. */
export function words(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

function envelope(head: AnswerHead, object: string): object {
  return {
    id: `chatcmpl-${head.sequence}`,
    object,
    created: Math.floor(head.createdMs / 1000),
    model: head.model,
    system_fingerprint: head.model,
  };
}

function toolCall(call: ModelAnswer["toolCalls"][number]): object {
  return { id: call.id, type: "function", function: { name: call.name, arguments: call.arguments } };
}

function usage({ usage: { inputTokens, cachedInputTokens, outputTokens } }: ModelAnswer): object {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedInputTokens },
  };
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
