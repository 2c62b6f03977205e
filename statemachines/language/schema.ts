import * as z from "zod";
import { modelProfiles } from "../../shared/contracts/model.ts";
import { allowedDecidersSchema } from "../../shared/contracts/allowed-deciders.ts";

/** The workflow file, as authors write it. What a value means beyond its shape is checked by the compiler. */
export const idPattern = /^[A-Za-z][A-Za-z0-9_]{0,59}$/;
export const versionPattern = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,59}$/;
export const namePattern = /^[A-Za-z][A-Za-z0-9_-]{0,59}$/;

/** Step Functions' longest timeout that is worth stating: a year. */
const maxTimeoutSeconds = 365 * 24 * 60 * 60;

const nodeId = z
  .string()
  .regex(idPattern, "a letter, then at most 59 letters, digits or _")
  .meta({ description: "A node's id: a letter, then letters, digits and _." });
const jsonSchema = z.record(z.string(), z.json()).meta({ description: "A JSON Schema (2020-12)." });
const template = z
  .string()
  .meta({ description: "A Jinja template over the run's input and the nodes before." });

export const conditionSchema = z.strictObject({
  type: z.enum(["jmespath", "jsonata", "python"]),
  expression: z.string().min(1),
});
export type ConditionConfig = z.infer<typeof conditionSchema>;

export const retrySchema = z.strictObject({
  max_attempts: z.int().min(0).max(20).default(3).meta({ description: "How often it is tried again." }),
  backoff: z
    .number()
    .min(1)
    .max(60)
    .default(2)
    .meta({ description: "Seconds before the first retry, and the factor for each one after." }),
  max_delay_seconds: z.int().min(1).max(31_622_399).optional(),
  jitter: z.boolean().optional(),
  errors: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({ description: "Names of the errors to retry; by default all that a retry can help." }),
});
export type RetryConfig = z.infer<typeof retrySchema>;

const common = {
  id: nodeId,
  description: z.string().optional(),
  condition: conditionSchema.optional(),
  timeout_seconds: z.int().min(1).max(maxTimeoutSeconds).optional(),
  retry: retrySchema.optional(),
  on_error: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "`fail` (default), `continue`, `handover`, or the id of the node to go to." }),
  cache_ttl: z.unknown().optional().meta({ description: "Comes with a later release." }),
};

const policy = z
  .string()
  .min(1)
  .optional()
  .meta({ description: "`fail` (default), `continue`, `handover`, or the id of the node to go to." });
const allowed = allowedDecidersSchema
  .optional()
  .meta({ description: "Who may answer; by default approvers, owners and operators." });

const preconditionSchema = z.strictObject({
  name: z.string().min(1).max(200).meta({ description: "What people read when it does not hold." }),
  tool: z.string().min(1).meta({ description: "A tool that only reads." }),
  input: z.record(z.string(), z.json()).optional().meta({
    description: "The tool's input; strings in it are templates, which also see `arguments` of a call.",
  }),
  expression: z.string().min(1).meta({ description: "JMESPath over what the tool answers." }),
});
export type PreconditionConfig = z.infer<typeof preconditionSchema>;

const approvalKeys = {
  quorum: z
    .int()
    .min(1)
    .max(20)
    .optional()
    .meta({ description: "So many different people have to agree; 1 by default." }),
  requester_may_decide: z.boolean().optional().meta({
    description: "Whether who started the run may decide; true for a question, false for a tool's call.",
  }),
  deadline: z
    .strictObject({
      seconds: z.int().min(1).max(maxTimeoutSeconds).optional(),
      business_hours: z.number().positive().max(2000).optional(),
    })
    .optional()
    .meta({ description: "One of the two: all the time, or what the desk's business hours hold." }),
  still_true: z
    .array(preconditionSchema)
    .min(1)
    .max(20)
    .optional()
    .meta({ description: "What has to hold, over freshly fetched data, when a decision takes effect." }),
};
/** What a node with tools that need approval states of it. */
const approvalSchema = z.strictObject({
  allowed,
  ...approvalKeys,
  on_timeout: policy.meta({
    description: "As for a person; by default the call is refused and the node goes on.",
  }),
});
export type ApprovalConfig = z.infer<typeof approvalSchema>;

const agentConfig = z.strictObject({
  model_profile: z.enum(modelProfiles).optional(),
  tools: z
    .array(z.string().min(1))
    .optional()
    .meta({ description: "Tools the agent may use: names, or `prefix.*`." }),
  temperature: z.number().min(0).max(2).optional(),
  max_iterations: z.int().min(1).max(50).optional(),
  task: template.optional(),
  prompt_template: template.optional(),
  system_prompt: template.optional(),
  output: jsonSchema.optional(),
  context_sources: z.unknown().optional().meta({ description: "Comes with a later release." }),
  approval: approvalSchema.optional(),
});

export const agentNodeSchema = z.strictObject({
  ...common,
  type: z.literal("agent").optional(),
  agent: z.string().min(1).meta({ description: "The name an agent is registered under." }),
  config: agentConfig.optional(),
  task: template.optional(),
  prompt_template: template.optional(),
  context_sources: z.unknown().optional().meta({ description: "Comes with a later release." }),
});
export type AgentNodeConfig = z.infer<typeof agentNodeSchema>;

export const toolNodeSchema = z.strictObject({
  ...common,
  type: z.literal("tool"),
  config: z.strictObject({
    tool: z.string().min(1),
    input: z
      .record(z.string(), z.json())
      .optional()
      .meta({ description: "The tool's input; strings in it are templates." }),
    approval: approvalSchema.optional(),
  }),
});
export type ToolNodeConfig = z.infer<typeof toolNodeSchema>;

export const humanNodeSchema = z.strictObject({
  ...common,
  type: z.literal("human"),
  config: z.strictObject({
    question: template,
    form: jsonSchema
      .optional()
      .meta({ description: "A JSON Schema of the answer; by default approve or reject, and a comment." }),
    allowed,
    ...approvalKeys,
    on_timeout: policy,
  }),
});
export type HumanNodeConfig = z.infer<typeof humanNodeSchema>;

export const sinkNodeSchema = z.strictObject({
  id: nodeId,
  type: z.literal("sink"),
  action: z.enum(["finish_conversation", "handover_to_human"]),
  description: z.string().optional(),
  condition: conditionSchema.optional(),
  config: z.record(z.string(), z.json()).optional().meta({ description: "Strings in it are templates." }),
});
export type SinkNodeConfig = z.infer<typeof sinkNodeSchema>;

/** Node types that a later release brings. */
export const laterNodeTypes = ["router", "map", "workflow", "wait"] as const;
const laterNodeSchema = z
  .looseObject({ id: nodeId, type: z.enum(laterNodeTypes) })
  .meta({ description: "Comes with a later release." });

export const nodeSchemas = {
  agent: agentNodeSchema,
  tool: toolNodeSchema,
  human: humanNodeSchema,
  sink: sinkNodeSchema,
} as const;
export type NodeType = keyof typeof nodeSchemas;

const edgeEnds = {
  from: z.string().min(1),
  to: z.string().min(1),
};
export const edgeSchema = z.strictObject({ ...edgeEnds, condition: conditionSchema.optional() });

export const triggerSchemas = {
  confidence_threshold: z.strictObject({
    type: z.literal("confidence_threshold"),
    threshold: z.number().min(0).max(1),
  }),
  explicit_request: z.strictObject({
    type: z.literal("explicit_request"),
    patterns: z.array(z.string().min(1)).min(1),
  }),
  agent_decision: z.strictObject({ type: z.literal("agent_decision") }),
  error_threshold: z.strictObject({
    type: z.literal("error_threshold"),
    consecutive_errors: z.int().min(1),
  }),
} as const;
export type TriggerType = keyof typeof triggerSchemas;

const graph = {
  nodes: z.array(
    z.union([agentNodeSchema, toolNodeSchema, humanNodeSchema, sinkNodeSchema, laterNodeSchema]),
  ),
  edges: z.array(edgeSchema),
};

const header = {
  name: z.string().regex(namePattern, "a letter, then at most 59 letters, digits, _ or -"),
  version: z.union([z.string().regex(versionPattern), z.number()]),
  description: z.string().optional(),
  input: jsonSchema.optional().meta({ description: "A JSON Schema of the run's input." }),
  composio: z.unknown().optional().meta({ description: "Comes with a later release." }),
};

export const hilConfigSchema = z.strictObject({
  enabled: z.boolean().optional(),
  handover_triggers: z.array(z.union(Object.values(triggerSchemas))).optional(),
});

/** The whole file. `nodes` and `edges` stand under `workflow`, or at the top. */
export const workflowFileSchema = z.strictObject({
  ...header,
  hil_config: hilConfigSchema.optional(),
  workflow: z.strictObject({ nodes: graph.nodes, edges: graph.edges.optional() }).optional(),
  nodes: graph.nodes.optional(),
  edges: graph.edges.optional(),
});
