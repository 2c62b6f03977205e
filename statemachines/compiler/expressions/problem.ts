/** What is wrong with an expression, or worth a warning. `offset` and `length` count UTF-16 units of its text. */
export interface Problem {
  /** Stable and documented. */
  code: ProblemCode;
  message: string;
  hint: string;
  offset: number;
  length: number;
}

export type ProblemCode =
  | "condition-syntax"
  | "condition-too-large"
  | "condition-unknown-function"
  | "condition-arity"
  | "condition-type"
  | "condition-root"
  | "condition-number-range"
  | "condition-unsupported"
  | "condition-not-reproducible"
  | "condition-unknown-variable"
  | "condition-reserved-variable"
  /** Warnings from here on. */
  | "condition-constant-as-field"
  | "condition-negated-name"
  | "condition-quoted-name"
  | "condition-unknown-property";

/** Ends a parse at its first mistake; it never leaves the folder. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
