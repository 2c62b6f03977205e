import type { Anthropic } from "@anthropic-ai/sdk";
import type { ModelMessage } from "../../contracts/model.ts";
import { toolInputObject } from "../../runtime/model-provider/tool-input.ts";
import type { ToolNames } from "../../runtime/model-provider/tool-names.ts";

/** Messages as the Messages API wants them: the system's apart, tool results inside the user's turn. */
export function toWireMessages(
  messages: ModelMessage[],
  names: ToolNames,
): { system: string | undefined; messages: Anthropic.MessageParam[] } {
  const system = messages.flatMap((message) =>
    message.role === "system" ? [message.text.toWellFormed()] : [],
  );
  const turns: { role: "user" | "assistant"; content: Anthropic.ContentBlockParam[] }[] = [];
  for (const message of messages) {
    if (message.role === "system") continue;
    const role = message.role === "assistant" ? "assistant" : "user";
    const content = toBlocks(message, names);
    const last = turns.at(-1);
    // All results of one turn's tool calls have to stand in one message.
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) turns.push({ role, content });
  }
  return { system: system.length === 0 ? undefined : system.join("\n\n"), messages: turns };
}

function toBlocks(
  message: Exclude<ModelMessage, { role: "system" }>,
  names: ToolNames,
): Anthropic.ContentBlockParam[] {
  if (message.role === "tool") return [toolResult(message)];
  const calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
  return [
    ...textBlocks(message.text),
    ...calls.map((call): Anthropic.ToolUseBlockParam => ({
      type: "tool_use",
      id: call.id,
      name: names.toWire(call.name),
      input: toolInputObject(call.input),
    })),
  ];
}

function toolResult(message: Extract<ModelMessage, { role: "tool" }>): Anthropic.ToolResultBlockParam {
  return {
    type: "tool_result",
    tool_use_id: message.toolCallId,
    content: textBlocks(message.text),
    ...(message.isError === true && { is_error: true }),
  };
}

/** The API refuses a block of nothing but white space. */
function textBlocks(text: string): Anthropic.TextBlockParam[] {
  return text.trim() === "" ? [] : [{ type: "text", text: text.toWellFormed() }];
}
