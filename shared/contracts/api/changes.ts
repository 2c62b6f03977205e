import * as z from "zod";
import { streamSecondsSchema } from "./conversations.ts";
import { pageQuery } from "./values.ts";

const cursorSchema = z.string().min(1).max(300);

export const changesQuerySchema = z.strictObject({
  /** Of the page before; without one, the answer says where to begin and names no changes. */
  after: cursorSchema.optional(),
  limit: pageQuery.limit,
});

export const changesStreamQuerySchema = z.strictObject({
  /** As `Last-Event-ID`, which counts where both are sent; without either, from now on. */
  after: cursorSchema.optional(),
  wait_seconds: streamSecondsSchema,
});

export const changedSchema = z.strictObject({
  type: z.enum(["conversation", "handover", "human_task"]),
  id: z.string(),
});
export type ChangedView = z.infer<typeof changedSchema>;

export const changesSchema = z.strictObject({
  /** Each once, however often it has changed. */
  changes: z.array(changedSchema),
  /** What to send as `after` next. */
  cursor: cursorSchema,
  /** There is more to read at once. */
  has_more: z.boolean(),
});
export type ChangesView = z.infer<typeof changesSchema>;
