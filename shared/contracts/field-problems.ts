import { InvalidInputError } from "./errors.ts";

/** One thing wrong with what was sent. */
export interface FieldProblem {
  /** Where in the body, as a JSON Pointer in fragment form: `#/input_data/customer_id`. */
  pointer?: string | undefined;
  /** Which query parameter or header. */
  parameter?: string | undefined;
  detail: string;
}

/** What was sent is well-formed and does not fit: all its mistakes. */
export class InvalidFieldsError extends InvalidInputError {
  readonly problems: FieldProblem[];

  constructor(message: string, problems: FieldProblem[]) {
    super(message);
    this.problems = problems;
  }
}
