import * as z from "zod";
import type { AnswerDraft } from "../../runtime/model-provider/complete-response.ts";
import { garbageAnswer } from "../../runtime/model-provider/provider-failure.ts";
import { parseToolInput } from "../../runtime/model-provider/tool-input.ts";
import {
  readStopReason,
  readUsage,
  unwrapAnswer,
  usageSchema,
  type ReadContext,
  type WireUsage,
} from "./read-message.ts";

const eventSchemas = {
  message_start: z.object({ message: z.object({ usage: usageSchema.nullish().catch(null) }) }),
  content_block_start: z.object({
    index: z.int().min(0),
    content_block: z.object({
      type: z.string(),
      text: z.string().nullish(),
      id: z.string().nullish(),
      name: z.string().nullish(),
    }),
  }),
  content_block_delta: z.object({
    index: z.int().min(0),
    delta: z.object({ type: z.string(), text: z.string().nullish(), partial_json: z.string().nullish() }),
  }),
  message_delta: z.object({
    delta: z.object({ stop_reason: z.string().nullish() }),
    usage: usageSchema.nullish().catch(null),
  }),
  message_stop: z.object({}),
};
const eventSchema = z.discriminatedUnion("type", [
  eventSchemas.message_start.extend({ type: z.literal("message_start") }),
  eventSchemas.content_block_start.extend({ type: z.literal("content_block_start") }),
  eventSchemas.content_block_delta.extend({ type: z.literal("content_block_delta") }),
  eventSchemas.message_delta.extend({ type: z.literal("message_delta") }),
  eventSchemas.message_stop.extend({ type: z.literal("message_stop") }),
]);
type StreamEvent = z.infer<typeof eventSchema>;

interface Collected {
  text: string;
  calls: Map<number, { id: string | null; name: string; json: string }>;
  stopReason: string | null;
  stopped: boolean;
  usage: Partial<WireUsage> | null;
}

export type StreamPart = { kind: "text"; text: string } | { kind: "draft"; draft: AnswerDraft };

/**
 * Reads a stream of events: its text as it comes, and at the end the whole.
 * @throws ProviderUnavailableError where an event is none, or the stream ends before the answer does
 */
export async function* readStream(
  events: AsyncIterable<unknown>,
  context: ReadContext,
): AsyncGenerator<StreamPart> {
  const collected: Collected = { text: "", calls: new Map(), stopReason: null, stopped: false, usage: null };
  for await (const raw of events) {
    if (!isKnownEvent(raw)) continue;
    const parsed = eventSchema.safeParse(raw);
    if (!parsed.success) {
      throw garbageAnswer(context.provider, "an event of the stream is not what the protocol says");
    }
    const text = collect(collected, parsed.data);
    if (text !== "") yield { kind: "text", text };
  }
  if (!collected.stopped || collected.stopReason === null) {
    throw garbageAnswer(context.provider, "the stream ended before the answer did");
  }
  yield { kind: "draft", draft: toDraft(collected, context) };
}

/** The protocol asks readers to pass over kinds of events they do not know; a thing without a kind is no event. */
function isKnownEvent(raw: unknown): boolean {
  if (raw === null || typeof raw !== "object" || !("type" in raw) || typeof raw.type !== "string")
    return true;
  return Object.hasOwn(eventSchemas, raw.type);
}

function collect(collected: Collected, event: StreamEvent): string {
  switch (event.type) {
    case "message_start":
      collected.usage = { ...collected.usage, ...event.message.usage };
      return "";
    case "content_block_start":
      return startBlock(collected, event);
    case "content_block_delta":
      return collectDelta(collected, event);
    case "message_delta":
      collected.stopReason = event.delta.stop_reason ?? collected.stopReason;
      collected.usage = mergeUsage(collected.usage, event.usage);
      return "";
    default:
      collected.stopped = true;
      return "";
  }
}

function startBlock(
  collected: Collected,
  event: Extract<StreamEvent, { type: "content_block_start" }>,
): string {
  const { type, id, name, text } = event.content_block;
  if (type === "tool_use") collected.calls.set(event.index, { id: id ?? null, name: name ?? "", json: "" });
  return type === "text" ? append(collected, text ?? "") : "";
}

function collectDelta(
  collected: Collected,
  event: Extract<StreamEvent, { type: "content_block_delta" }>,
): string {
  const call = collected.calls.get(event.index);
  if (event.delta.type === "input_json_delta" && call !== undefined)
    call.json += event.delta.partial_json ?? "";
  return event.delta.type === "text_delta" ? append(collected, event.delta.text ?? "") : "";
}

function append(collected: Collected, text: string): string {
  collected.text += text;
  return text;
}

/** Later figures are cumulative; null means that nothing new is known. */
function mergeUsage(earlier: Collected["usage"], later: WireUsage | null | undefined): Collected["usage"] {
  const known = Object.entries(later ?? {}).filter(([, value]) => value != null);
  return known.length === 0 ? earlier : { ...earlier, ...Object.fromEntries(known) };
}

function toDraft(collected: Collected, context: ReadContext): AnswerDraft {
  const calls = [...collected.calls.values()];
  if (calls.some((call) => call.name === ""))
    throw garbageAnswer(context.provider, "a tool call has no name");
  const usage = usageSchema.safeParse(collected.usage);
  return unwrapAnswer(
    {
      text: collected.text,
      toolCalls: calls.map(({ id, name, json }) => ({ id, name, input: parseToolInput(json) })),
      finishReason: readStopReason(collected.stopReason),
      usage: usage.success ? readUsage(usage.data) : null,
    },
    context,
  );
}
