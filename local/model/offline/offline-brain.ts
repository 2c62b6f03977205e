import type { Json, JsonSchema } from "../../../shared/contracts/json.ts";
import { estimateUsage } from "../estimate-usage.ts";
import type { AnswerToolCall, Brain, ModelAnswer, ModelCall } from "../exchange.ts";
import { chooseTool } from "./choose-tool.ts";
import { composeReply } from "./compose-answer.ts";
import { findOutputSchema, readConversation, type Conversation } from "./conversation.ts";
import { fillSchema } from "./fill-schema.ts";
import { fromWords, toWords } from "./textual-form.ts";

const offlineModelId = "hil-offline";

/**
 * Answers without a language model: it scores words against the choices of a schema, looks up facts in the prompt and in
 * what tools answered, and assembles sentences from them. The same call always gets the same answer. It knows English
 * and the affairs of a shop, and understands nothing.
 */
export function createOfflineBrain(): Brain {
  return {
    models: [
      {
        id: offlineModelId,
        description:
          "NOT a language model. Rules that score words, look up facts and assemble sentences, for trying things out without a " +
          "key; token counts are estimates and cost nothing. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or a base URL for a real one",
      },
    ],
    reply: (call) => ({ reply: { kind: "answer", answer: answerOffline(call) }, delayMs: 0 }),
  };
}

export function answerOffline(call: ModelCall): ModelAnswer {
  const spoken = fromWords(call);
  if (spoken !== null) return finish(call, toWords(answerOffline(spoken), call), []);
  const conversation = readConversation(call);
  const toolCall = nextToolCall(call, conversation);
  return toolCall === null ? finish(call, finalAnswer(call, conversation), []) : finish(call, "", [toolCall]);
}

/** The final answer as text: JSON where a schema asks for it. */
function finalAnswer(call: ModelCall, conversation: Conversation): string {
  const schema = findOutputSchema(call);
  return schema === null ? composeReply(conversation) : JSON.stringify(fill(schema, conversation));
}

function nextToolCall(call: ModelCall, conversation: Conversation): AnswerToolCall | null {
  const { toolChoice, tools } = call;
  if (toolChoice === "none" || tools.length === 0) return null;
  const id = `call_${call.messages.length}`;
  const named = tools.find(
    (tool) => tool.name === (typeof toolChoice === "object" ? toolChoice.name : undefined),
  );
  const answering = tools.filter((tool) => /^(final_)?answer|^respond/.test(tool.name));
  if (named !== undefined)
    return { id, name: named.name, arguments: JSON.stringify(fill(named.input, conversation)) };
  const others = tools.filter((tool) => !answering.includes(tool));
  const chosen = chooseTool(others, conversation);
  if (chosen !== null) return { id, name: chosen.tool.name, arguments: JSON.stringify(chosen.input) };
  const last = toolChoice === "any" ? (answering[0] ?? tools[0]) : undefined;
  return last === undefined
    ? null
    : { id, name: last.name, arguments: JSON.stringify(fill(last.input, conversation)) };
}

function fill(schema: JsonSchema, conversation: Conversation): Json {
  const context = {
    conversation,
    root: schema,
    confidences: [],
    compose: true,
    placeholders: true,
    depth: 0,
  };
  return fillSchema(schema, "", context) ?? null;
}

function finish(call: ModelCall, text: string, toolCalls: AnswerToolCall[]): ModelAnswer {
  return {
    text,
    toolCalls,
    finishReason: toolCalls.length > 0 ? "tool-calls" : "stop",
    usage: estimateUsage(call, text, toolCalls),
  };
}
