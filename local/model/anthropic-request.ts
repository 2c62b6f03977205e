import * as z from "zod";
import type { ModelMessage } from "../../shared/contracts/model.ts";
import type { ModelCall } from "./exchange.ts";
import { parseRequest } from "./parse-request.ts";

const schema = z.record(z.string(), z.json());
const textBlock = z.object({ type: z.literal("text"), text: z.string() });
const texts = z.union([
  z.string(),
  z.array(textBlock).transform((blocks) => blocks.map((block) => block.text).join("\n")),
]);
const block = z.discriminatedUnion("type", [
  textBlock,
  z.object({ type: z.literal("tool_use"), id: z.string(), name: z.string(), input: z.json() }),
  z.object({
    type: z.literal("tool_result"),
    tool_use_id: z.string(),
    content: texts.optional(),
    is_error: z.boolean().nullish(),
  }),
]);
const message = z.object({
  role: z.enum(["user", "assistant", "system"]),
  content: z.union([z.string().transform((text) => [{ type: "text" as const, text }]), z.array(block)]),
});
const requestSchema = z.object({
  model: z.string().min(1),
  max_tokens: z.int().min(0),
  messages: z.array(message).min(1),
  system: texts.optional(),
  tools: z
    .array(z.object({ name: z.string(), description: z.string().optional(), input_schema: schema }))
    .optional(),
  tool_choice: z
    .discriminatedUnion("type", [
      z.object({ type: z.enum(["auto", "none", "any"]) }),
      z.object({ type: z.literal("tool"), name: z.string() }),
    ])
    .optional(),
  output_config: z
    .object({ format: z.object({ type: z.literal("json_schema"), schema }).nullish() })
    .nullish(),
  stream: z.boolean().nullish(),
});
type Request = z.infer<typeof requestSchema>;

/** Reads the body of `POST /v1/messages`. @throws HttpProblem */
export function readAnthropicCall(body: unknown): ModelCall {
  const request = parseRequest(requestSchema, body);
  const format = request.output_config?.format;
  const choice = request.tool_choice;
  return {
    protocol: "anthropic",
    model: request.model,
    messages: readMessages(request),
    tools: (request.tools ?? []).map((tool) => ({
      name: tool.name,
      description: tool.description ?? "",
      input: tool.input_schema,
    })),
    toolChoice: choice?.type === "tool" ? { name: choice.name } : (choice?.type ?? "auto"),
    output: format == null ? null : { name: "format", schema: format.schema },
    stream: request.stream ?? false,
    maxOutputTokens: request.max_tokens,
  };
}

function readMessages(request: Request): ModelMessage[] {
  const callNames = new Map<string, string>();
  const system: ModelMessage[] =
    request.system === undefined ? [] : [{ role: "system", text: request.system }];
  return [...system, ...request.messages.flatMap((each) => readMessage(each, callNames))];
}

function readMessage(each: Request["messages"][number], callNames: Map<string, string>): ModelMessage[] {
  const text = each.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
  if (each.role === "system") return [{ role: "system", text }];
  if (each.role === "assistant") {
    const toolCalls = each.content.flatMap((part) => (part.type === "tool_use" ? [part] : []));
    for (const call of toolCalls) callNames.set(call.id, call.name);
    return [
      { role: "assistant", text, toolCalls: toolCalls.map(({ id, name, input }) => ({ id, name, input })) },
    ];
  }
  const results = each.content.flatMap((part): ModelMessage[] => {
    if (part.type !== "tool_result") return [];
    const toolName = callNames.get(part.tool_use_id) ?? "";
    const isError = part.is_error === true;
    return [{ role: "tool", toolCallId: part.tool_use_id, toolName, text: part.content ?? "", isError }];
  });
  return text === "" ? results : [...results, { role: "user", text }];
}
