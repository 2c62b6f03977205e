import * as z from "zod";

/** What happened, for everybody outside the transaction in which it did. */
export const eventTypes = [
  "run.accepted",
  "run.started",
  "run.completed",
  "run.failed",
  "run.stopped",
  "node.completed",
  "node.failed",
  "wait.opened",
  "wait.decided",
  "wait.expired",
] as const;

/** The envelope of every event. `seq` orders the events of one run; `id` is what consumers deduplicate by. */
export const eventSchema = z.strictObject({
  id: z.string(),
  type: z.enum(eventTypes),
  tenantId: z.string(),
  conversationId: z.string().nullable(),
  runId: z.string().nullable(),
  seq: z.int(),
  at: z.iso.datetime(),
  data: z.record(z.string(), z.json()),
});
export type Event = z.infer<typeof eventSchema>;
