import * as z from "zod";
import type { ModelRequest, ModelResponse, ModelUsage } from "../../contracts/model.ts";
import type { AnswerDraft } from "../../runtime/model-provider/complete-response.ts";
import { garbageAnswer } from "../../runtime/model-provider/provider-failure.ts";
import type { ToolNames } from "../../runtime/model-provider/tool-names.ts";
import { answerText } from "./output-form.ts";

const tokens = z.int().min(0);
export const usageSchema = z.object({
  input_tokens: tokens.nullish(),
  output_tokens: tokens,
  cache_read_input_tokens: tokens.nullish(),
  cache_creation_input_tokens: tokens.nullish(),
});
export type WireUsage = z.infer<typeof usageSchema>;

const textBlock = z.object({ type: z.literal("text"), text: z.string() });
const toolUseBlock = z.object({
  type: z.literal("tool_use"),
  id: z.string().nullish(),
  name: z.string().min(1),
  input: z.json(),
});
/** Thinking and whatever the API learns to send later: read over. */
const otherBlock = z.object({ type: z.string().refine((type) => type !== "text" && type !== "tool_use") });

const messageSchema = z.object({
  content: z.array(z.union([textBlock, toolUseBlock, otherBlock])),
  stop_reason: z.string().nullish(),
  usage: usageSchema.nullish().catch(null),
});

export interface ReadContext {
  names: ToolNames;
  provider: string;
  request: ModelRequest;
  answerTool: string | null;
}

/** Reads a message. @throws ProviderUnavailableError where it is none */
export function readMessage(body: unknown, context: ReadContext): AnswerDraft {
  const parsed = messageSchema.safeParse(body);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join(".") || "the body";
    throw garbageAnswer(context.provider, `${path} is missing or of the wrong type`);
  }
  const { content, stop_reason, usage } = parsed.data;
  const text = content.flatMap((block) => ("text" in block ? [block.text] : [])).join("");
  const calls = content.flatMap((block) => ("input" in block ? [block] : []));
  const draft = {
    text,
    toolCalls: calls.map(({ id, name, input }) => ({ id: id ?? null, name, input })),
    finishReason: readStopReason(stop_reason),
    usage: usage == null ? null : readUsage(usage),
  };
  return unwrapAnswer(draft, context);
}

/** Gives tools their own names back, and turns a call of the answer tool into the answer. */
export function unwrapAnswer(draft: AnswerDraft, context: ReadContext): AnswerDraft {
  const { names, request, answerTool } = context;
  const answer = answerTool === null ? undefined : draft.toolCalls.find((call) => call.name === answerTool);
  if (answer !== undefined && request.output !== undefined) {
    const finishReason = draft.finishReason === "tool-calls" ? "stop" : draft.finishReason;
    return { ...draft, text: answerText(request.output, answer.input), toolCalls: [], finishReason };
  }
  const toolCalls = draft.toolCalls.map((call) => ({ ...call, name: names.fromWire(call.name) }));
  return { ...draft, toolCalls };
}

export function readStopReason(reason: string | null | undefined): ModelResponse["finishReason"] {
  if (reason === "max_tokens" || reason === "model_context_window_exceeded") return "length";
  if (reason === "refusal") return "content-filter";
  return reason === "tool_use" ? "tool-calls" : "stop";
}

/** The API counts what went to and came from the cache apart from `input_tokens`; the contract counts all of it. */
export function readUsage(usage: WireUsage): ModelUsage {
  const cachedInputTokens = usage.cache_read_input_tokens ?? 0;
  const inputTokens =
    (usage.input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0) + cachedInputTokens;
  return { inputTokens, cachedInputTokens, outputTokens: usage.output_tokens };
}
