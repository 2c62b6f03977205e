import type { ServerResponse } from "node:http";
import { anthropicBody, anthropicError, anthropicEvents } from "./anthropic-response.ts";
import type { ErrorReply, ModelAnswer, ModelCall } from "./exchange.ts";
import { openAiBody, openAiError, openAiEvents, type AnswerHead } from "./openai-response.ts";

/** How each protocol spells the same things. */
export interface Wire {
  body(answer: ModelAnswer, head: AnswerHead): object;
  events(answer: ModelAnswer, head: AnswerHead): Generator<string>;
  error(reply: Pick<ErrorReply, "type" | "message" | "code">): object;
}

export const wires: Record<ModelCall["protocol"], Wire> = {
  openai: { body: openAiBody, events: openAiEvents, error: openAiError },
  anthropic: { body: anthropicBody, events: anthropicEvents, error: anthropicError },
};

export function startStream(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
}
