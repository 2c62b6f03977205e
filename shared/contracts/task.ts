import * as z from "zod/mini";
import type { Json } from "./json.ts";

/**
 * What state machines and functions say to each other. Only ids travel: a function loads what it needs by them, so no
 * customer text, secret or key enters an execution's history. Unknown fields are ignored, so that two versions of the
 * code can run side by side.
 */
const run = { tenantId: z.string(), runId: z.string() };
/**
 * What every task of a compiled machine says of its run: also which revision of the workflow is executing, because the
 * alias of a deployed machine may lead to two. Machines of an older release do not say it.
 */
const taskOfRun = { ...run, revision: z.optional(z.string()) };

/** The input of an execution, and so `$states.context.Execution.Input`. */
export const executionInputSchema = z.object({
  ...run,
  /** Exactly the values of the run's input that conditions read. */
  input: z.record(z.string(), z.json()),
  /** True: the customer asked for a person (`explicit_request`), found before the first paid call. */
  explicitRequest: z.boolean(),
});
export type ExecutionInput = z.infer<typeof executionInputSchema>;

/** `run-agent`, `run-tool`. */
export const nodeTaskSchema = z.object({ ...taskOfRun, nodeId: z.string() });
export type NodeTask = z.infer<typeof nodeTaskSchema>;

/** The answer of a node's task. */
export interface NodeTaskResult {
  /** Where the whole output stands: `<runId>/<nodeId>`. */
  ref: string;
  /** Exactly the values that conditions and triggers read, in the output's own shape. */
  fields: Json;
  /** Failed nodes and tool calls in a row, over the conversation's turns; 0 after a success. */
  consecutiveErrors: number;
}

/** The call that a node has stopped for, until people have decided on it. */
export interface SuspendedCall {
  stepNo: number;
  /** Until it is too late; absent where it never is. */
  timeoutSeconds?: number;
}

/** The answer of a node's task that stops for an approval: what the call is stands in the database. */
export interface SuspendedTaskResult extends NodeTaskResult {
  suspended: SuspendedCall;
}

/** The node's step that a call which needs approval is; absent for a person's node. */
const stepNo = z.optional(z.int().check(z.nonnegative()));

/** `open-wait`, started with a task token that it stores and never returns. */
export const openWaitTaskSchema = z.object({
  ...taskOfRun,
  nodeId: z.string(),
  stepNo,
  taskToken: z.string(),
});
export type OpenWaitTask = z.infer<typeof openWaitTaskSchema>;

/** `open-wait` before it waits: until when, where that is a matter of business hours. */
export const planWaitTaskSchema = z.object({ ...taskOfRun, nodeId: z.string() });
export interface PlanWaitResult {
  timeoutSeconds: number;
}

/** `expire-wait`: the machine's timeout has fired; an answer accepted before it still counts. */
export const expireWaitTaskSchema = z.object({ ...taskOfRun, nodeId: z.string(), stepNo });
export type ExpireWaitTask = z.infer<typeof expireWaitTaskSchema>;
export type ExpireWaitResult = { outcome: "expired" } | { outcome: "answered"; ref: string; fields: Json };

/** `record-failure`: a node failed for good and the run goes on (or a trigger wants to know). */
export const recordFailureTaskSchema = z.object({
  ...taskOfRun,
  nodeId: z.string(),
  error: z.string(),
  cause: z.string(),
});
export interface RecordFailureResult {
  consecutiveErrors: number;
}

export const handoverReasons = [
  "confidence_threshold",
  "explicit_request",
  "agent_decision",
  "error_threshold",
  "on_error",
  "workflow",
] as const;
export type HandoverReason = (typeof handoverReasons)[number];

/** `record-run`: the last state of every machine. */
export const recordRunTaskSchema = z.object({
  ...taskOfRun,
  outcome: z.discriminatedUnion("kind", [
    /** `sink` is null when the run ends in the implicit FINISH. */
    z.object({ kind: z.literal("finished"), sink: z.nullable(z.string()) }),
    z.object({
      kind: z.literal("handover"),
      sink: z.nullable(z.string()),
      reason: z.enum(handoverReasons),
      node: z.nullable(z.string()),
    }),
    z.object({ kind: z.literal("failed"), error: z.string(), cause: z.string() }),
  ]),
});
export type RecordRunTask = z.infer<typeof recordRunTaskSchema>;

/** Step Functions' own event on the default bus, as far as it is read. `input` is the execution's input as text. */
export const executionStatusEventSchema = z.object({
  detail: z.object({ name: z.string(), status: z.string(), input: z.nullable(z.string()) }),
});

/** Bodies of the queues that accepted work travels through. */
export const startRunMessageSchema = z.object(run);
export const stopRunMessageSchema = z.object(run);
export const settleWaitMessageSchema = z.object({ tenantId: z.string(), waitId: z.string() });

/** `check-run`, some time after work was accepted for the run: whether it got under way, and whether it has ended. */
export const checkRunMessageSchema = z.object({
  ...run,
  /** When the work was accepted that this check is for. */
  acceptedAtMs: z.number(),
});
export type RunCheck = z.infer<typeof checkRunMessageSchema>;
