import * as z from "zod";

export const healthSchema = z.strictObject({ status: z.literal("ok") });

export const readinessSchema = z.strictObject({
  status: z.enum(["ready", "not-ready"]),
  /** Only for those who show a credential. */
  checks: z
    .array(z.strictObject({ name: z.string(), ok: z.boolean(), error: z.string().optional() }))
    .optional(),
});
