import * as z from "zod";
import { verdicts } from "../approval.ts";
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

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

const callSchema = z.strictObject({
  tool: z.string(),
  effect: z.enum(["read", "write", "irreversible"]),
  /** Exactly what it would be called with. */
  arguments: jsonValueSchema,
  /** SHA-256 of their canonical JSON: a decision states it. */
  arguments_hash: hashSchema,
  /** What was proposed, before an approver changed it. */
  proposed_arguments: jsonValueSchema,
});

const changeSchema = z.strictObject({
  name: z.string(),
  before: jsonValueSchema,
  after: jsonValueSchema,
  /** True: it is a precondition that does not hold any more. */
  failed: z.boolean(),
});

const voteSchema = z.strictObject({
  round: z.int(),
  /** Of the credential that it came by. */
  subject: z.string(),
  /** Whose vote it is. */
  person: z.string(),
  verdict: z.enum(verdicts),
  arguments_hash: hashSchema.nullable(),
  answer: jsonValueSchema,
  decided_at: timestampSchema,
  /** False: its round is over without effect. */
  counts: z.boolean(),
});

const questionSchema = z.strictObject({
  number: z.int(),
  asked_by: z.string(),
  question: z.string(),
  asked_at: timestampSchema,
  answered_by: z.string().nullable(),
  answer: z.string().nullable(),
  answered_at: timestampSchema.nullable(),
});

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
  /** Every person whose words the execution works on: who started it, or wrote in the customer's name. */
  requesters: z.array(z.string()),
  requester_may_decide: z.boolean(),
  /** So many different people have to agree. */
  quorum: z.int(),
  /** Rises whenever what was asked has changed; decisions of earlier rounds are void. */
  round: z.int(),
  /** The call that is asked about; null for a question. */
  call: callSchema.nullable(),
  /** What was found when this round began, by precondition. */
  facts: z.array(z.strictObject({ name: z.string(), data: jsonValueSchema, holds: z.boolean() })),
  /** Why this round was opened: what was different from the one before. */
  changes: z.array(changeSchema),
  /** Of all rounds, first one first. */
  decisions: z.array(voteSchema),
  questions: z.array(questionSchema),
  /** Leave for the call, once it was given. */
  grant: z
    .strictObject({ id: z.string(), minted_at: timestampSchema, consumed_at: timestampSchema.nullable() })
    .nullable(),
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
  /** The `call.arguments_hash` that was shown; required for a call. */
  arguments_hash: hashSchema.optional(),
  /** The `round` that was shown; 1 if it is not stated. */
  round: z.int().min(1).optional(),
});

const maxTextLength = 4000;
export const questionRequestSchema = z.strictObject({ question: z.string().min(1).max(maxTextLength) });
export const questionAnswerRequestSchema = z.strictObject({ answer: z.string().min(1).max(maxTextLength) });
