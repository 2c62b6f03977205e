import * as z from "zod";
import { roles, subjectPattern } from "./principal.ts";

/** Properties of a stack's release: what goes live with it. CloudFormation makes every value a string. */
export const releasePropertiesSchema = z.object({
  /** Owns the workflows that ship. */
  tenantId: z.string().min(1),
  /** Digest of the revision that each deployed state machine was made from, by workflow name. */
  revisions: z.record(z.string(), z.string()).default({}),
});
export type ReleaseProperties = z.infer<typeof releasePropertiesSchema>;

/**
 * Asked by an operator who may invoke the function: a new API key. It stands in the answer and nowhere else, so it is
 * how a new deployment comes to its first owner.
 */
export const issueKeySchema = z.object({
  issueKey: z.strictObject({
    tenantId: z.string().min(1),
    name: z.string().min(1).max(100),
    /** Person whose key it is, by the subject that their tokens name: approvals tell persons apart, not keys. */
    owner: z.string().regex(subjectPattern),
    roles: z.array(z.enum(roles)).min(1).default(["owner"]),
    expiresInDays: z.number().int().min(1).max(365).optional(),
  }),
});
export type KeyOrder = z.infer<typeof issueKeySchema>["issueKey"];
