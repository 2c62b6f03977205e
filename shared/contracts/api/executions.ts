import * as z from "zod";
import { runStatuses } from "../run.ts";
import { handoverReasons } from "../task.ts";
import {
  executionIdSchema,
  humanTaskIdSchema,
  jsonObjectSchema,
  jsonValueSchema,
  nextCursorSchema,
  pageQuery,
  timestampSchema,
} from "./values.ts";

/** The longest that a request may wait for its run to end, in seconds. */
export const maxWaitSeconds = 25;

const workflowName = "[A-Za-z][A-Za-z0-9_-]{0,59}";
/** `name`, or `name@version` for a version other than the one published last. */
export const workflowIdSchema = z
  .string()
  .regex(new RegExp(`^${workflowName}(@[A-Za-z0-9][A-Za-z0-9._+-]{0,63})?$`));
export const workflowNameSchema = z.string().regex(new RegExp(`^${workflowName}$`));

export const executeRequestSchema = z.strictObject({
  workflow_id: workflowIdSchema,
  input_data: jsonObjectSchema,
  context: z
    .object({ conversation_id: z.string().min(1).max(200).optional() })
    .catchall(jsonValueSchema)
    .optional(),
  /** How long to wait for the end before answering 202; also `Prefer: wait=N`. */
  wait_seconds: z.number().min(0).max(maxWaitSeconds).optional(),
});
export type ExecuteRequest = z.infer<typeof executeRequestSchema>;

const tokensSchema = z.strictObject({ input: z.int(), cached_input: z.int(), output: z.int() });

/** One recorded step of an agent: what the model said, or what a tool did. */
const agentStepSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("model"),
    step: z.int(),
    started_at: timestampSchema,
    provider: z.string(),
    model: z.string(),
    text: z.string(),
    tool_calls: z.array(z.strictObject({ name: z.string(), input: jsonValueSchema })),
    tokens: tokensSchema,
    /** Null: the model's price is not known. */
    cost_usd: z.number().nullable(),
    duration_ms: z.number(),
  }),
  z.strictObject({
    kind: z.literal("tool"),
    step: z.int(),
    started_at: timestampSchema,
    tool: z.string(),
    input: jsonValueSchema,
    success: z.boolean(),
    output: jsonValueSchema.optional(),
    error: z.strictObject({ name: z.string(), message: z.string() }).optional(),
    duration_ms: z.number(),
  }),
]);
export type AgentStepView = z.infer<typeof agentStepSchema>;

/** One link of a reasoning chain. A final answer and a badly formed turn have no action. */
const thoughtSchema = z.strictObject({
  thought: z.string(),
  action: z.string().nullable(),
  action_input: jsonValueSchema,
  /** What the model was told. */
  observation: z.string().nullable(),
});

const nodeTraceSchema = z.strictObject({
  node_id: z.string(),
  type: z.enum(["agent", "tool", "human", "sink"]),
  status: z.enum(["running", "waiting", "completed", "failed"]),
  /** Null until the node has ended. */
  success: z.boolean().nullable(),
  attempts: z.int(),
  started_at: timestampSchema,
  completed_at: timestampSchema.nullable(),
  duration_ms: z.number().nullable(),
  tokens: tokensSchema,
  /** What its priced model calls cost together. */
  cost_usd: z.number(),
  error: z.strictObject({ name: z.string(), message: z.string() }).optional(),
  /** The reasoning chain, and below the recorded steps that it was read from; for those who may read all executions. */
  reasoning: z.array(thoughtSchema).optional(),
  steps: z.array(agentStepSchema).optional(),
});
export type NodeTrace = z.infer<typeof nodeTraceSchema>;

export const executionSchema = z.strictObject({
  execution_id: executionIdSchema,
  status: z.enum(runStatuses),
  decision: z.enum(["FINISH", "HANDOVER"]).nullable(),
  /** By node; a node that was skipped or has not completed has none. */
  outputs: jsonObjectSchema,
  trace: z.strictObject({
    workflow_id: z.string(),
    workflow_version: z.string(),
    started_at: timestampSchema.nullable(),
    completed_at: timestampSchema.nullable(),
    nodes: z.array(nodeTraceSchema),
    costs: z.strictObject({
      total_usd: z.number(),
      by_node: z.record(z.string(), z.number()),
      /** Model calls whose price is not known; they are not in the sums. */
      unpriced_calls: z.int(),
    }),
  }),
  total_cost_usd: z.number(),
  /** Null until the run has ended. */
  duration_ms: z.number().nullable(),
  conversation_id: z.string().nullable(),
  requested_by: z.string(),
  accepted_at: timestampSchema,
  /** What people are being asked right now. */
  human_tasks: z.array(
    z.strictObject({ id: humanTaskIdSchema, question: z.string(), node_id: z.string(), url: z.string() }),
  ),
  error: z.strictObject({ name: z.string(), message: z.string() }).optional(),
  handover: z
    .strictObject({
      reason: z.enum(handoverReasons),
      node: z.string().nullable(),
      sink: z.string().nullable(),
      config: jsonObjectSchema,
    })
    .optional(),
});
export type ExecutionView = z.infer<typeof executionSchema>;

const executionSummarySchema = z.strictObject({
  execution_id: executionIdSchema,
  workflow_id: z.string(),
  workflow_version: z.string(),
  status: z.enum(runStatuses),
  decision: z.enum(["FINISH", "HANDOVER"]).nullable(),
  conversation_id: z.string().nullable(),
  requested_by: z.string(),
  accepted_at: timestampSchema,
  started_at: timestampSchema.nullable(),
  completed_at: timestampSchema.nullable(),
  duration_ms: z.number().nullable(),
  url: z.string(),
});
export type ExecutionSummary = z.infer<typeof executionSummarySchema>;

export const executionListQuerySchema = z.strictObject({
  ...pageQuery,
  status: z.enum(runStatuses).optional(),
  workflow: workflowNameSchema.optional(),
  conversation_id: z.string().min(1).max(200).optional(),
});
export const executionListSchema = z.strictObject({
  executions: z.array(executionSummarySchema),
  next_cursor: nextCursorSchema,
});

/** Stopping takes no arguments. */
export const stopRequestSchema = z.strictObject({});
