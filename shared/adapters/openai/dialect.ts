import type { OpenAI } from "openai";

/** What a server has been found to understand of the protocol. Learnt from its refusals, one model at a time. */
export interface Dialect {
  nativeTools: boolean;
  /** How structured output is asked for; `prompt`: by words alone. */
  output: "strict-schema" | "json-schema" | "json-object" | "prompt";
  tokenLimit: "max_completion_tokens" | "max_tokens";
  temperature: boolean;
  streamUsage: boolean;
}

export const officialDialect: Dialect = {
  nativeTools: true,
  output: "strict-schema",
  tokenLimit: "max_completion_tokens",
  temperature: true,
  streamUsage: true,
};

/** Compatible servers follow the older name of the token limit; all of them know it. */
export const compatibleDialect: Dialect = { ...officialDialect, tokenLimit: "max_tokens" };

/** A request, streamed or not: who posts it says which. */
export type Body = Omit<OpenAI.ChatCompletionCreateParams, "stream">;

/**
 * A dialect without what the server has just refused, judged by the parameter its message names.
 * @returns null where the refusal is about something else: then the call itself was wrong
 */
export function withoutRefused(dialect: Dialect, sent: Body, refusal: string): Dialect | null {
  if (
    sent.response_format != null &&
    /response_format|json_schema|json_object|structured|grammar/i.test(refusal)
  ) {
    return { ...dialect, output: weakerOutput(dialect.output) };
  }
  if (sent.tools !== undefined && refusesTools(refusal)) return { ...dialect, nativeTools: false };
  if (sent.temperature !== undefined && /temperature/i.test(refusal))
    return { ...dialect, temperature: false };
  if (sent.stream_options != null && /stream_options|include_usage/i.test(refusal)) {
    return { ...dialect, streamUsage: false };
  }
  if (sent.max_completion_tokens != null && /max_completion_tokens/.test(refusal)) {
    return { ...dialect, tokenLimit: "max_tokens" };
  }
  if (sent.max_tokens != null && /max_tokens/.test(refusal)) {
    return { ...dialect, tokenLimit: "max_completion_tokens" };
  }
  return null;
}

/** A refusal of one schema says nothing about the next one, so it is not remembered. */
export function isAboutThisSchema(refusal: string): boolean {
  return /invalid schema|schema for response_format/i.test(refusal);
}

function weakerOutput(output: Dialect["output"]): Dialect["output"] {
  if (output === "strict-schema") return "json-schema";
  return output === "json-schema" ? "json-object" : "prompt";
}

/**
 * Ollama: "<model> does not support tools"; llama.cpp: "Unsupported param: tools"; vLLM: "Extra inputs are not permitted
 * … tools" or '"auto" tool choice requires --enable-auto-tool-choice'. What is wrong with one tool's schema, or with
 * the order of tool messages, is the caller's mistake and not meant here.
 */
function refusesTools(refusal: string): boolean {
  if (/invalid schema|role 'tool'|tool_call_id/i.test(refusal)) return false;
  return /\b(tools?|tool_choice|tool choice|functions?|function.call(ing|s)?)\b/i.test(refusal);
}
