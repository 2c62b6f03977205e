import type { FieldProblem } from "../../../shared/contracts/field-problems.ts";
import { FatalError } from "../../../shared/contracts/errors.ts";

/** What is wrong with a request as a request, before anybody looked at what it means. */
export class RequestError extends FatalError {
  readonly status: number;
  readonly code: string;
  readonly errors: FieldProblem[];
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    extra: { errors?: FieldProblem[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = extra.errors ?? [];
    this.headers = extra.headers ?? {};
  }
}
