import type { Json } from "../../contracts/json.ts";
import type { ModelMessage, ModelRequest, ModelTool } from "../../contracts/model.ts";
import type { AnswerDraft } from "../../runtime/model-provider/complete-response.ts";
import { parseToolInput } from "../../runtime/model-provider/tool-input.ts";
import { observation } from "./messages.ts";

/**
 * Tools in words, for a server that has refused `tools`: the call at hand goes on as if it had not. The form is the
 * Thought / Action / Observation one of ReAct (Yao et al. 2022, arXiv:2210.03629).
 */
export function toTextualRequest(request: ModelRequest): ModelRequest {
  const { tools, ...rest } = request;
  const messages = request.messages.map(toTextualMessage);
  if (tools === undefined || tools.length === 0) return { ...rest, messages };
  return { ...rest, messages: [{ role: "system", text: instructions(tools) }, ...messages] };
}

/** Finds the tool call in an answer; whatever stands after it is the model's own guess at the observation. */
export function readTextualToolCall(draft: AnswerDraft): AnswerDraft {
  const action = /^[ \t]*Action:[ \t]*(\S+)[ \t]*$/m.exec(draft.text);
  if (action === null) return draft;
  const after = draft.text.slice(action.index + action[0].length);
  const input = /^\s*Action Input:\s*([\s\S]*?)\s*(?=^[ \t]*Observation:|(?![\s\S]))/m.exec(after);
  return {
    ...draft,
    text: draft.text.slice(0, action.index).trim(),
    toolCalls: [{ id: null, name: action[1]!, input: parseToolInput(stripFence(input?.[1] ?? "")) }],
    finishReason: "tool-calls",
  };
}

function instructions(tools: ModelTool[]): string {
  return [
    "You can use these tools:",
    ...tools.map(
      (tool) => `- ${tool.name}: ${tool.description} Input (JSON Schema): ${JSON.stringify(tool.input)}`,
    ),
    "To use one, write a line `Thought:` with your reason, then exactly these two lines, and stop:",
    "Action: <tool name>",
    "Action Input: <one JSON object>",
    "Its result follows as `Observation:`. When no more tool is needed, write the final answer and no Action line.",
  ].join("\n");
}

function toTextualMessage(message: ModelMessage): ModelMessage {
  if (message.role === "tool") return { role: "user", text: `Observation: ${observation(message)}` };
  if (message.role !== "assistant" || message.toolCalls === undefined) return message;
  const actions = message.toolCalls.map(({ name, input }) => actionLines(name, input));
  return { role: "assistant", text: [message.text, ...actions].filter((part) => part !== "").join("\n") };
}

function actionLines(name: string, input: Json): string {
  return `Action: ${name}\nAction Input: ${typeof input === "string" ? input : JSON.stringify(input)}`;
}

function stripFence(text: string): string {
  return text.replace(/^```(?:json)?\s*/, "").replace(/\s*```$/, "");
}
