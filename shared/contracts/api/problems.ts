import * as z from "zod";
import type { FieldProblem } from "../field-problems.ts";
import { diagnosticSchema } from "./diagnostics.ts";

const fieldProblemSchema = z.strictObject({
  pointer: z.string().optional(),
  parameter: z.string().optional(),
  detail: z.string(),
}) satisfies z.ZodType<FieldProblem>;

/** Every error of the API: problem details, RFC 9457. `code` is stable, the texts are not. */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** Names this occurrence in the logs; the same as the header `X-Request-Id`. */
  instance: z.string(),
  code: z.string(),
  /** All mistakes at once. */
  errors: z.array(fieldProblemSchema).optional(),
  /** What the compiler says about a workflow that was refused. */
  diagnostics: z.array(diagnosticSchema).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
