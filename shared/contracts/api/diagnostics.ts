import * as z from "zod";

/** What an author is told about a workflow; lines and columns count from 1. */
export const diagnosticSchema = z.strictObject({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  file: z.string(),
  line: z.int(),
  column: z.int(),
  end_line: z.int(),
  end_column: z.int(),
});
export type DiagnosticView = z.infer<typeof diagnosticSchema>;
