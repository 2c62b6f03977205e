import * as z from "zod";
import { receiptKinds, verdicts } from "../approval.ts";
import { executionIdSchema, humanTaskIdSchema, timestampSchema } from "./values.ts";

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** One link of the chain, in hashes and names: no arguments, no answers. */
export const receiptSchema = z.strictObject({
  /** Counts from 1 without gaps, for all tasks of the tenant together. */
  seq: z.int(),
  /** `decided`: somebody did. `returned`: it had no effect, the world had changed. `granted`, `consumed`: leave for the call, and its use. */
  kind: z.enum(receiptKinds),
  task_id: humanTaskIdSchema,
  execution_id: executionIdSchema,
  node_path: z.string(),
  round: z.int(),
  /** Of the credential that decided; null where nobody did. */
  subject: z.string().nullable(),
  /** Who that was. Links from before this was kept do not have it. */
  person: z.string().nullable().optional(),
  verdict: z.enum(verdicts).nullable(),
  tool: z.string().nullable(),
  arguments_hash: hashSchema.nullable(),
  /** SHA-256 of the answer's canonical JSON. */
  answer_hash: hashSchema.nullable(),
  grant_id: z.string().nullable(),
  at: timestampSchema,
  /** Hash of the link before; 64 zeros for the first. */
  previous_hash: hashSchema,
  hash: hashSchema,
});
export type ReceiptView = z.infer<typeof receiptSchema>;

export const receiptListQuerySchema = z.strictObject({
  /** Those after this number. */
  after: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
/** An empty page is the end. */
export const receiptListSchema = z.strictObject({ receipts: z.array(receiptSchema) });
export type ReceiptList = z.infer<typeof receiptListSchema>;
