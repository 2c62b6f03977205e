import * as z from "zod";
import type { ModelUsage } from "../../contracts/model.ts";
import type { AnswerDraft } from "../../runtime/model-provider/complete-response.ts";
import { garbageAnswer } from "../../runtime/model-provider/provider-failure.ts";
import { parseToolInput } from "../../runtime/model-provider/tool-input.ts";
import type { ToolNames } from "../../runtime/model-provider/tool-names.ts";
import { readFinishReason, readUsage, usageSchema } from "./read-completion.ts";

const chunkSchema = z.object({
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      delta: z
        .object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                index: z.int().min(0).max(127),
                id: z.string().nullish(),
                function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
              }),
            )
            .nullish(),
        })
        .nullish(),
    }),
  ),
  usage: usageSchema.nullish().catch(null),
});
type Chunk = z.infer<typeof chunkSchema>;
type Delta = NonNullable<Chunk["choices"][number]["delta"]>;

interface Collected {
  text: string;
  refused: boolean;
  finishReason: string | null;
  calls: Map<number, { id: string | null; name: string; arguments: string }>;
  usage: ModelUsage | null;
}

export type StreamPart = { kind: "text"; text: string } | { kind: "draft"; draft: AnswerDraft };

/**
 * Reads a stream of chunks: its text as it comes, and at the end the whole.
 * @throws ProviderUnavailableError where a chunk is none, or the stream ends before the answer does
 */
export async function* readStream(
  chunks: AsyncIterable<unknown>,
  names: ToolNames,
  provider: string,
): AsyncGenerator<StreamPart> {
  const collected: Collected = {
    text: "",
    refused: false,
    finishReason: null,
    calls: new Map(),
    usage: null,
  };
  for await (const raw of chunks) {
    const parsed = chunkSchema.safeParse(raw);
    if (!parsed.success) throw garbageAnswer(provider, "a chunk of the stream is not what the protocol says");
    const text = collect(collected, parsed.data);
    if (text !== "") yield { kind: "text", text };
  }
  if (collected.finishReason === null)
    throw garbageAnswer(provider, "the stream ended before the answer did");
  yield { kind: "draft", draft: toDraft(collected, names, provider) };
}

function collect(collected: Collected, chunk: Chunk): string {
  collected.usage = readUsage(chunk.usage) ?? collected.usage;
  const choice = chunk.choices[0];
  if (choice === undefined) return "";
  collected.finishReason = choice.finish_reason ?? collected.finishReason;
  const delta = choice.delta ?? {};
  collectCalls(collected, delta);
  if (delta.refusal != null) collected.refused = true;
  const text = delta.content ?? delta.refusal ?? "";
  collected.text += text;
  return text;
}

function collectCalls(collected: Collected, delta: Delta): void {
  for (const part of delta.tool_calls ?? []) {
    const call = collected.calls.get(part.index) ?? { id: null, name: "", arguments: "" };
    collected.calls.set(part.index, {
      id: part.id ?? call.id,
      name: call.name + (part.function?.name ?? ""),
      arguments: call.arguments + (part.function?.arguments ?? ""),
    });
  }
}

function toDraft(collected: Collected, names: ToolNames, provider: string): AnswerDraft {
  const calls = [...collected.calls.entries()].sort(([a], [b]) => a - b).map(([, call]) => call);
  if (calls.some((call) => call.name === "")) throw garbageAnswer(provider, "a tool call has no name");
  return {
    text: collected.text,
    toolCalls: calls.map((call) => ({
      id: call.id,
      name: names.fromWire(call.name),
      input: parseToolInput(call.arguments),
    })),
    finishReason: collected.refused ? "content-filter" : readFinishReason(collected.finishReason),
    usage: collected.usage,
  };
}
