import * as z from "zod";
import type { Diagnostic } from "../workflow.ts";

/** What an author is told about a workflow; the same object that the command line prints. */
export const diagnosticSchema: z.ZodType<Diagnostic> = z.strictObject({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  file: z.string(),
  line: z.int(),
  column: z.int(),
  endLine: z.int(),
  endColumn: z.int(),
});
