import type { OpenAI } from "openai";
import type { ModelMessage, ModelTool } from "../../contracts/model.ts";
import { toolInputObject } from "../../runtime/model-provider/tool-input.ts";
import type { ToolNames } from "../../runtime/model-provider/tool-names.ts";

/** Messages as chat completions want them. */
export function toWireMessages(
  messages: ModelMessage[],
  names: ToolNames,
): OpenAI.ChatCompletionMessageParam[] {
  return messages.map((message) => toWireMessage(message, names));
}

function toWireMessage(message: ModelMessage, names: ToolNames): OpenAI.ChatCompletionMessageParam {
  if (message.role === "assistant") return assistantMessage(message, names);
  if (message.role === "tool") {
    return { role: "tool", tool_call_id: message.toolCallId, content: observation(message) };
  }
  return { role: message.role, content: message.text.toWellFormed() };
}

function assistantMessage(
  message: Extract<ModelMessage, { role: "assistant" }>,
  names: ToolNames,
): OpenAI.ChatCompletionAssistantMessageParam {
  const content = message.text.toWellFormed();
  if (message.toolCalls === undefined || message.toolCalls.length === 0)
    return { role: "assistant", content };
  return {
    role: "assistant",
    content: content === "" ? null : content,
    tool_calls: message.toolCalls.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: names.toWire(call.name), arguments: JSON.stringify(toolInputObject(call.input)) },
    })),
  };
}

/** The protocol has no mark for a failed tool, so the text says it. */
export function observation(message: Extract<ModelMessage, { role: "tool" }>): string {
  const text = message.text.toWellFormed();
  return message.isError === true ? `Error: ${text}` : text;
}

export function toWireTools(tools: ModelTool[], names: ToolNames): OpenAI.ChatCompletionTool[] {
  return tools.map((tool) => ({
    type: "function",
    function: { name: names.toWire(tool.name), description: tool.description, parameters: tool.input },
  }));
}
