import * as z from "zod";

/** Any JSON value; what is inside belongs to workflow authors and their customers. */
export const jsonValueSchema = z.json();
export const jsonObjectSchema = z.record(z.string(), jsonValueSchema);

/** A run; or the run of a turn, named after its conversation, episode and turn. */
export const executionIdSchema = z
  .string()
  .regex(/^(exec_[0-9a-f]{32}|conv_[0-9a-f]{32}-e\d{1,6}-t\d{1,6})$/);
export const humanTaskIdSchema = z.string().regex(/^task_[0-9a-f]{32}$/);
export const timestampSchema = z.iso.datetime();

/** Query of every list; `cursor` is the `next_cursor` of the page before. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(500).optional(),
};
export const nextCursorSchema = z.string().nullable();
