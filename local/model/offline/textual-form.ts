import type { JsonSchema } from "../../../shared/contracts/json.ts";
import type { ModelMessage, ModelTool } from "../../../shared/contracts/model.ts";
import { parseToolInput } from "../../../shared/runtime/model-provider/tool-input.ts";
import type { ModelAnswer, ModelCall } from "../exchange.ts";
import { findJson } from "./find-json.ts";

const toolLine = /^[ \t]*[-*•][ \t]*`?([A-Za-z][\w.-]*)`?[ \t]*(?:\([^)\n]*\))?[ \t]*[:–—-][ \t]*(.+)$/;
const actionLine = /^[ \t]*Action:[ \t]*`?([\w.-]+)`?(?:\((.*)\))?[ \t]*$/m;
const inputLine = /^[ \t]*Action Input:[ \t]*([\s\S]*?)(?=^[ \t]*Observation:|(?![\s\S]))/m;

/**
 * A call whose tools are offered in words (Thought / Action / Observation) as if it had offered them by the protocol, or
 * null for a call that does not.
 */
export function fromWords(call: ModelCall): ModelCall | null {
  const prose = call.messages.filter(({ role }) => role === "system" || role === "user");
  if (call.tools.length > 0 || !prose.some(({ text }) => /Action:/.test(text) && /Action Input:/.test(text)))
    return null;
  const tools = prose.flatMap(({ text }) => readTools(text).tools);
  if (tools.length === 0) return null;
  return {
    ...call,
    tools,
    messages: call.messages.flatMap((message, index) => readMessage(message, index, call)),
  };
}

/** The answer in the form that the prompt asked for. */
export function toWords(answer: ModelAnswer, call: ModelCall): string {
  const [toolCall] = answer.toolCalls;
  if (toolCall !== undefined) {
    const thought = `Thought: ${toolCall.name} is the next step.`;
    return `${thought}\nAction: ${toolCall.name}\nAction Input: ${toolCall.arguments}`;
  }
  const marked = call.messages.some(({ text }) => text.includes("Final Answer:"));
  return marked ? `Thought: Nothing is missing any more.\nFinal Answer: ${answer.text}` : answer.text;
}

/** Tools in a text: a list item each, its schema on the same line or on the next one (`Input: {…}`). */
function readTools(text: string): { tools: ModelTool[]; rest: string } {
  const tools: ModelTool[] = [];
  const rest: string[] = [];
  for (const line of text.split("\n")) {
    const tool = readToolLine(line);
    const last = tools.at(-1);
    if (tool !== null) tools.push(tool);
    else if (last !== undefined && inputSchemaLine.test(line))
      last.input = asObjectSchema(findJson(line)[0]?.value);
    else rest.push(line);
  }
  return { tools, rest: rest.join("\n") };
}

const inputSchemaLine = /^[ \t]+(?:input|parameters|schema)[^:\n]{0,40}:[ \t]*\{/i;

function readToolLine(line: string): ModelTool | null {
  const match = toolLine.exec(line);
  if (match === null) return null;
  const [, name = "", rest = ""] = match;
  const schema = findJson(rest)[0];
  // A list item that is no tool has neither a schema nor a name of a tool's form.
  if (schema === undefined && !/[._]/.test(name)) return null;
  const description = schema === undefined ? rest : rest.slice(0, schema.start);
  return { name, description, input: asObjectSchema(schema?.value) };
}

function asObjectSchema(value: unknown): JsonSchema {
  const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
  return isObject ? (value as JsonSchema) : { type: "object", properties: {} };
}

function readMessage(message: ModelMessage, index: number, call: ModelCall): ModelMessage[] {
  if (message.role === "assistant") {
    const action = actionLine.exec(message.text);
    if (action === null) return [message];
    const input = parseToolInput(inputLine.exec(message.text)?.[1] ?? action[2] ?? "");
    return [{ role: "assistant", text: "", toolCalls: [{ id: `words_${index}`, name: action[1]!, input }] }];
  }
  const observation = /^\s*Observation:\s*([\s\S]*)$/.exec(message.text)?.[1];
  const before = call.messages[index - 1];
  if (observation === undefined || before?.role !== "assistant")
    return [{ ...message, text: readTools(message.text).rest }];
  const toolName = actionLine.exec(before.text)?.[1] ?? "";
  const isError = /^\s*\w*error\b/i.test(observation);
  return [{ role: "tool", toolCallId: `words_${index - 1}`, toolName, text: observation, isError }];
}
