import * as z from "zod";

/**
 * What a sandboxed program may ask of the broker, the one thing it reaches. Every request carries the sandbox's signed
 * capability; tenant, run and node come from that, never from the body.
 */
export const brokerRequestSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("tool"), stepNo: z.int().min(0), tool: z.string(), input: z.json() }),
  z.strictObject({ kind: z.literal("heartbeat") }),
  z.strictObject({ kind: z.literal("result"), output: z.json() }),
  z.strictObject({ kind: z.literal("failure"), error: z.string(), message: z.string() }),
]);
export type BrokerRequest = z.infer<typeof brokerRequestSchema>;

export const brokerResponseSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("output"), output: z.json() }),
  z.strictObject({ kind: z.literal("error"), error: z.string(), message: z.string() }),
  /** The call needs an approval: end as suspended, a new sandbox goes on from the recorded steps. */
  z.strictObject({ kind: z.literal("suspended"), waitId: z.string() }),
  z.strictObject({ kind: z.literal("accepted") }),
]);
export type BrokerResponse = z.infer<typeof brokerResponseSchema>;
