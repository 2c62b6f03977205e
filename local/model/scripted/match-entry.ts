import type { ModelMessage } from "../../../shared/contracts/model.ts";
import { wireToolName } from "../../../shared/runtime/model-provider/tool-names.ts";
import type { ModelCall } from "../exchange.ts";
import type { ScriptEntry, TextCondition } from "./script-schema.ts";

/** Whether an entry is meant for a call. An entry that states nothing is meant for any. */
export function matchesEntry(match: ScriptEntry["match"], call: ModelCall): boolean {
  const { messages } = call;
  return (
    holds(match.user, lastText(messages, "user")) &&
    holds(match.system, allText(messages.filter((message) => message.role === "system"))) &&
    holds(match.tool_result, lastText(messages, "tool")) &&
    holds(match.anywhere, allText(messages)) &&
    (match.tools ?? []).every((name) => offers(call, name)) &&
    (match.structured ?? call.output !== null) === (call.output !== null) &&
    (match.step ?? stepOf(call)) === stepOf(call) &&
    (match.model ?? call.model) === call.model
  );
}

/** How many answers of the model a conversation holds. The protocols keep no state, so the conversation itself says it. */
export function stepOf(call: ModelCall): number {
  return call.messages.filter((message) => message.role === "assistant").length;
}

export function lastText(messages: ModelMessage[], role: ModelMessage["role"]): string {
  return messages.findLast((message) => message.role === role)?.text ?? "";
}

function allText(messages: ModelMessage[]): string {
  return messages.map((message) => message.text).join("\n");
}

function holds(condition: TextCondition | undefined, text: string): boolean {
  if (condition === undefined) return true;
  const folded = text.toLowerCase();
  return (
    (condition.contains ?? []).every((part) => folded.includes(part.toLowerCase())) &&
    (condition.regex?.test(text) ?? true)
  );
}

function offers(call: ModelCall, name: string): boolean {
  return call.tools.some((tool) => tool.name === name || tool.name === wireToolName(name));
}
