import * as z from "zod";
import { allowedDecidersSchema, waitStatuses } from "../wait.ts";
import {
  executionIdSchema,
  humanTaskIdSchema,
  jsonObjectSchema,
  jsonValueSchema,
  nextCursorSchema,
  pageQuery,
  timestampSchema,
} from "./values.ts";

const summary = {
  id: humanTaskIdSchema,
  kind: z.enum(["human", "approval"]),
  status: z.enum(waitStatuses),
  question: z.string(),
  node_id: z.string(),
  execution_id: executionIdSchema,
  opened_at: timestampSchema,
  deadline: timestampSchema.nullable(),
  url: z.string(),
};

const humanTaskSummarySchema = z.strictObject(summary);
export type HumanTaskSummary = z.infer<typeof humanTaskSummarySchema>;

/** A question to a person. The task token behind it is not part of any answer of the API. */
export const humanTaskSchema = z.strictObject({
  ...summary,
  execution_url: z.string(),
  /** JSON Schema of the answer. */
  form: jsonObjectSchema,
  /** Outputs of the nodes before, by node. */
  evidence: jsonObjectSchema,
  allowed: allowedDecidersSchema,
  /** Whether whoever asks may answer. */
  can_decide: z.boolean(),
  decided_at: timestampSchema.nullable(),
  decided_by: z.string().nullable(),
  answer: jsonValueSchema,
});
export type HumanTaskView = z.infer<typeof humanTaskSchema>;

export const humanTaskListQuerySchema = z.strictObject({
  ...pageQuery,
  status: z.enum(waitStatuses).optional(),
  execution_id: executionIdSchema.optional(),
});
export const humanTaskListSchema = z.strictObject({
  human_tasks: z.array(humanTaskSummarySchema),
  next_cursor: nextCursorSchema,
});

export const decisionRequestSchema = z.strictObject({
  /** Fits the task's `form`. */
  answer: jsonObjectSchema,
});
