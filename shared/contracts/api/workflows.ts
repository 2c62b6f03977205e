import * as z from "zod";
import { diagnosticSchema } from "./diagnostics.ts";
import { jsonObjectSchema, jsonValueSchema, timestampSchema } from "./values.ts";

const summary = {
  name: z.string(),
  version: z.string(),
  /** `name@version`, as execute takes it. */
  workflow_id: z.string(),
  description: z.string(),
  /** SHA-256 of the compiled workflow: names this revision. */
  digest: z.string(),
  published_at: timestampSchema,
  url: z.string(),
};

const workflowSummarySchema = z.strictObject(summary);
export type WorkflowSummary = z.infer<typeof workflowSummarySchema>;
export const workflowListSchema = z.strictObject({ workflows: z.array(workflowSummarySchema) });

const workflowNodeSchema = z.strictObject({
  id: z.string(),
  type: z.enum(["agent", "tool", "human", "sink"]),
  upstream: z.array(z.string()),
  /** Where the node stands in the source. */
  line: z.int(),
  column: z.int(),
  agent: z.string().optional(),
  tool: z.string().optional(),
  action: z.string().optional(),
});

export const workflowSchema = z.strictObject({
  ...summary,
  source: z.string(),
  /** JSON Schema of `input_data`; null where the author stated none. */
  input_schema: jsonObjectSchema.nullable(),
  nodes: z.array(workflowNodeSchema),
  triggers: z.array(jsonValueSchema),
  /** Amazon States Language. */
  state_machine: jsonObjectSchema,
});
export type WorkflowView = z.infer<typeof workflowSchema>;

export const workflowQuerySchema = z.strictObject({ version: z.string().min(1).max(64).optional() });

/** Longest workflow source, in characters. */
const maxSourceLength = 512 * 1024;

export const workflowSourceSchema = z.strictObject({
  /** The workflow, as YAML. */
  source: z.string().min(1).max(maxSourceLength),
  /** What diagnostics call it. */
  file: z.string().min(1).max(300).optional(),
});

export const validationSchema = z.strictObject({
  valid: z.boolean(),
  diagnostics: z.array(diagnosticSchema),
});

export const publishedWorkflowSchema = z.strictObject({
  ...summary,
  /** Warnings only: a workflow with errors is not published. */
  diagnostics: z.array(diagnosticSchema),
});
