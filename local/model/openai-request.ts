import * as z from "zod";
import type { ModelMessage } from "../../shared/contracts/model.ts";
import { parseToolInput } from "../../shared/runtime/model-provider/tool-input.ts";
import type { ModelCall } from "./exchange.ts";
import { parseRequest } from "./parse-request.ts";

const schema = z.record(z.string(), z.json());
const content = z.union([
  z.string(),
  z
    .array(z.object({ type: z.literal("text"), text: z.string() }))
    .transform((parts) => parts.map((part) => part.text).join("")),
]);
const toolCall = z.object({
  id: z.string(),
  type: z.literal("function"),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
const message = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "developer", "user"]), content }),
  z.object({
    role: z.literal("assistant"),
    content: content.nullish(),
    tool_calls: z.array(toolCall).optional(),
  }),
  z.object({ role: z.literal("tool"), tool_call_id: z.string(), content }),
]);
const toolChoice = z.union([
  z.enum(["auto", "none", "required"]),
  z.object({ type: z.literal("function"), function: z.object({ name: z.string() }) }),
]);
const requestSchema = z.object({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  tools: z
    .array(
      z.object({
        type: z.literal("function"),
        function: z.object({
          name: z.string(),
          description: z.string().optional(),
          parameters: schema.optional(),
        }),
      }),
    )
    .optional(),
  tool_choice: toolChoice.nullish(),
  response_format: z
    .discriminatedUnion("type", [
      z.object({ type: z.literal("text") }),
      z.object({ type: z.literal("json_object") }),
      z.object({ type: z.literal("json_schema"), json_schema: z.object({ name: z.string(), schema }) }),
    ])
    .nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
});
type Request = z.infer<typeof requestSchema>;

/** Reads the body of `POST /v1/chat/completions`. @throws HttpProblem */
export function readOpenAiCall(body: unknown): ModelCall {
  const request = parseRequest(requestSchema, body);
  return {
    protocol: "openai",
    model: request.model,
    messages: readMessages(request.messages),
    tools: (request.tools ?? []).map(({ function: tool }) => ({
      name: tool.name,
      description: tool.description ?? "",
      input: tool.parameters ?? { type: "object" },
    })),
    toolChoice: readToolChoice(request.tool_choice),
    output: readOutput(request.response_format),
    stream: request.stream ?? false,
    maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? null,
  };
}

function readMessages(messages: Request["messages"]): ModelMessage[] {
  const callNames = new Map<string, string>();
  return messages.map((each): ModelMessage => {
    if (each.role === "tool") {
      const toolName = callNames.get(each.tool_call_id) ?? "";
      const isError = each.content.startsWith("Error: ");
      return { role: "tool", toolCallId: each.tool_call_id, toolName, text: each.content, isError };
    }
    if (each.role !== "assistant")
      return { role: each.role === "user" ? "user" : "system", text: each.content };
    const toolCalls = (each.tool_calls ?? []).map(({ id, function: call }) => {
      callNames.set(id, call.name);
      return { id, name: call.name, input: parseToolInput(call.arguments) };
    });
    return { role: "assistant", text: each.content ?? "", toolCalls };
  });
}

function readToolChoice(choice: Request["tool_choice"]): ModelCall["toolChoice"] {
  if (choice == null || choice === "auto") return "auto";
  if (choice === "none") return "none";
  return choice === "required" ? "any" : { name: choice.function.name };
}

function readOutput(format: Request["response_format"]): ModelCall["output"] {
  if (format == null || format.type === "text") return null;
  if (format.type === "json_object") return { name: "json_object", schema: null };
  return { name: format.json_schema.name, schema: format.json_schema.schema };
}
