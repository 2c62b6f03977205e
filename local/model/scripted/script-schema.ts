import * as z from "zod";
import { faults } from "../exchange.ts";

const oneOrMore = z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1)]);

const pattern = z.string().transform((source, context) => {
  try {
    return new RegExp(source, "iu");
  } catch {
    context.addIssue({ code: "custom", message: `"${source}" is not a regular expression` });
    return z.NEVER;
  }
});

/** Text that has to be there (all of it, whatever its case), or a regular expression; a bare string is `contains`. */
const textCondition = z.union([
  z.string().transform((text) => ({ contains: [text], regex: undefined })),
  z.strictObject({ contains: oneOrMore.optional(), regex: pattern.optional() }),
]);
export type TextCondition = z.infer<typeof textCondition>;

const match = z.strictObject({
  /** The last message of the user. */
  user: textCondition.optional(),
  /** The system's messages. */
  system: textCondition.optional(),
  /** The last result of a tool. */
  tool_result: textCondition.optional(),
  /** Any message. */
  anywhere: textCondition.optional(),
  /** Tools that are offered, by their own names (`shopify.get_order`); more may be. */
  tools: z.array(z.string()).optional(),
  /** True: a JSON answer is asked for. */
  structured: z.boolean().optional(),
  /** How many answers of the model the conversation holds already: 0 at its first call. */
  step: z.int().min(0).optional(),
  model: z.string().optional(),
});

const toolCall = z
  .strictObject({
    name: z.string().min(1),
    input: z.json().optional(),
    /** Instead of `input`: the text as it goes over the wire, e.g. to send what is not JSON. */
    raw_input: z.string().optional(),
    id: z.string().optional(),
  })
  .refine(
    (call) => call.input === undefined || call.raw_input === undefined,
    "states input or raw_input, not both",
  );

const error = z.strictObject({
  status: z.int().min(400).max(599),
  type: z.string().default("server_error"),
  code: z.string().optional(),
  message: z.string().default("This error was asked for by the script"),
  /** Seconds, or an HTTP date. */
  retry_after: z.union([z.number().transform(String), z.string()]).optional(),
});

const answer = z
  .strictObject({
    text: z.string().optional(),
    json: z.json().optional(),
    tool_calls: z.array(toolCall).min(1).optional(),
    error: error.optional(),
    fault: z.enum(faults).optional(),
    finish_reason: z.enum(["stop", "length", "tool-calls", "content-filter"]).optional(),
  })
  .superRefine((value, context) => {
    const kinds = [value.text ?? value.tool_calls, value.json, value.error, value.fault];
    if (kinds.filter((kind) => kind !== undefined).length !== 1) {
      context.addIssue({
        code: "custom",
        message: "says one thing: text and/or tool_calls, or json, or error, or fault",
      });
    }
  });

const entry = z.strictObject({
  name: z.string().optional(),
  match: match.default({}),
  answer,
  /** How often the entry answers. */
  times: z.union([z.int().min(1), z.literal("any")]).default(1),
  usage: z
    .strictObject({
      input_tokens: z.int().min(0),
      output_tokens: z.int().min(0),
      cached_input_tokens: z.int().min(0).default(0),
    })
    .optional(),
  delay_ms: z.int().min(0).max(600_000).default(0),
});
export type ScriptEntry = z.infer<typeof entry>;

/** What a script says: answers, and the calls they are for. */
export const scriptSchema = z.strictObject({
  name: z.string().default("script"),
  /** `strict`: calls come in the order of the entries. `any`: each call takes the first unused entry that matches it. */
  order: z.enum(["strict", "any"]).default("strict"),
  models: z.array(z.string().min(1)).min(1).default(["hil-scripted"]),
  entries: z.array(entry).min(1),
});
export type Script = z.infer<typeof scriptSchema>;
