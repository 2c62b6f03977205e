import * as z from "zod";
import type { ModelResponse, ModelUsage } from "../../contracts/model.ts";
import type { AnswerDraft } from "../../runtime/model-provider/complete-response.ts";
import { garbageAnswer } from "../../runtime/model-provider/provider-failure.ts";
import { parseToolInput } from "../../runtime/model-provider/tool-input.ts";
import type { ToolNames } from "../../runtime/model-provider/tool-names.ts";

const tokens = z.int().min(0);
export const usageSchema = z.object({
  prompt_tokens: tokens,
  completion_tokens: tokens,
  prompt_tokens_details: z.object({ cached_tokens: tokens.nullish() }).nullish(),
});

const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string().nullish(),
                function: z.object({
                  name: z.string().min(1),
                  // Text by the protocol; some compatible servers send the object itself.
                  arguments: z.union([z.string(), z.record(z.string(), z.json())]).nullish(),
                }),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: usageSchema.nullish().catch(null),
});

/** Reads a chat completion. @throws ProviderUnavailableError where it is none */
export function readCompletion(body: unknown, names: ToolNames, provider: string): AnswerDraft {
  const parsed = completionSchema.safeParse(body);
  if (!parsed.success)
    throw garbageAnswer(provider, `${firstPath(parsed.error)} is missing or of the wrong type`);
  const { message, finish_reason } = parsed.data.choices[0]!;
  return {
    text: message.content ?? message.refusal ?? "",
    toolCalls: (message.tool_calls ?? []).map(({ id, function: call }) => ({
      id: id ?? null,
      name: names.fromWire(call.name),
      input:
        typeof call.arguments === "object" ? (call.arguments ?? {}) : parseToolInput(call.arguments ?? ""),
    })),
    finishReason: message.refusal != null ? "content-filter" : readFinishReason(finish_reason),
    usage: readUsage(parsed.data.usage),
  };
}

export function readFinishReason(reason: string | null | undefined): ModelResponse["finishReason"] {
  if (reason === "length") return "length";
  if (reason === "content_filter") return "content-filter";
  return reason === "tool_calls" || reason === "function_call" ? "tool-calls" : "stop";
}

export function readUsage(usage: z.infer<typeof usageSchema> | null | undefined): ModelUsage | null {
  if (usage == null) return null;
  return {
    inputTokens: usage.prompt_tokens,
    cachedInputTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    outputTokens: usage.completion_tokens,
  };
}

function firstPath(error: z.ZodError): string {
  return error.issues[0]?.path.join(".") || "the body";
}
