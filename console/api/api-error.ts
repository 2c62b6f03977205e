import type { Problem } from "../../shared/contracts/api/problems.ts";

/** What the API said instead of an answer. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly problem: Problem;
  /** Set when there were too many requests. */
  readonly retryAfterMs: number | null;

  constructor(status: number, problem: Problem, retryAfterMs: number | null) {
    super(problem.detail);
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The server cannot be reached at all. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";

  constructor(cause: unknown) {
    super("The server cannot be reached. This page goes on by itself once it can.", { cause });
  }
}
