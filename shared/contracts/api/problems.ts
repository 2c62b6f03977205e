import * as z from "zod";
import { InvalidInputError } from "../errors.ts";
import { diagnosticSchema } from "./diagnostics.ts";

/** One thing wrong with what was sent. */
const fieldProblemSchema = z.strictObject({
  /** Where in the body, as a JSON Pointer in fragment form: `#/input_data/customer_id`. */
  pointer: z.string().optional(),
  /** Which query parameter or header. */
  parameter: z.string().optional(),
  detail: z.string(),
});
export type FieldProblem = z.infer<typeof fieldProblemSchema>;

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

/** What was sent is well-formed and does not fit: all its mistakes. */
export class InvalidFieldsError extends InvalidInputError {
  readonly problems: FieldProblem[];

  constructor(message: string, problems: FieldProblem[]) {
    super(message);
    this.problems = problems;
  }
}
