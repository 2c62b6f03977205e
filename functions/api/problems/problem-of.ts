import { HTTPException } from "hono/http-exception";
import { type Problem } from "../../../shared/contracts/api/problems.ts";
import { InvalidFieldsError } from "../../../shared/contracts/field-problems.ts";
import * as errors from "../../../shared/contracts/errors.ts";
import { InvalidWorkflowError } from "../../../shared/domain/workflows/compile-valid.ts";
import { RequestError } from "./request-error.ts";

type ErrorClass = abstract new (...args: never[]) => Error;

/** First match wins, so subclasses stand first. */
const kinds: [ErrorClass, status: number, code: string][] = [
  [errors.NotAuthenticatedError, 401, "not-authenticated"],
  [errors.NotAllowedError, 403, "not-allowed"],
  [errors.NotFoundError, 404, "not-found"],
  [errors.ConflictError, 409, "conflict"],
  [errors.HumanTimeoutError, 410, "deadline-passed"],
  [InvalidWorkflowError, 422, "invalid-workflow"],
  [InvalidFieldsError, 422, "invalid-fields"],
  [errors.InvalidInputError, 400, "invalid-input"],
  [errors.RateLimitedError, 429, "rate-limited"],
  [errors.DatabaseUnavailableError, 503, "database-unavailable"],
  [errors.RetryableError, 503, "unavailable"],
];

const titles: Record<number, string> = {
  400: "The request is malformed",
  401: "Who asks is not known",
  403: "Not allowed",
  404: "Not found",
  405: "The resource has no such method",
  409: "In conflict with the current state",
  410: "Too late",
  413: "The body is too large",
  415: "The body has the wrong type",
  422: "The request does not fit",
  429: "Too many requests",
  500: "Internal error",
  503: "Not available at the moment",
};

const retryAfterSeconds = 2;
const internal = "Something went wrong on our side. The instance names it in our logs.";

export interface ProblemAnswer {
  problem: Problem;
  headers: Record<string, string>;
}

/** An error as callers are told of it: never a stack, and of errors that are not ours nothing but that they happened. */
export function problemOf(error: unknown, requestId: string): ProblemAnswer {
  const { status, code, detail } = describe(error);
  const found =
    error instanceof RequestError ? error.errors : error instanceof InvalidFieldsError ? error.problems : [];
  const problem: Problem = {
    type: `urn:hil:problem:${code}`,
    title: titles[status] ?? "Error",
    status,
    detail,
    instance: `urn:hil:request:${requestId}`,
    code,
    ...(found.length > 0 && { errors: found }),
    ...(error instanceof InvalidWorkflowError && { diagnostics: error.diagnostics }),
  };
  return { problem, headers: headersOf(error, status) };
}

function describe(error: unknown): { status: number; code: string; detail: string } {
  if (error instanceof RequestError) return { status: error.status, code: error.code, detail: error.message };
  // Hono's own validators throw these; what they say is not ours.
  if (error instanceof HTTPException && error.status < 500) {
    return {
      status: error.status,
      code: `http-${error.status}`,
      detail: titles[error.status] ?? "Bad request",
    };
  }
  const kind = kinds.find(([type]) => error instanceof type);
  if (kind === undefined || !(error instanceof errors.HilError))
    return { status: 500, code: "internal", detail: internal };
  const [, status, code] = kind;
  const own = error.details["code"];
  return { status, code: typeof own === "string" ? own : code, detail: error.message };
}

function headersOf(error: unknown, status: number): Record<string, string> {
  if (error instanceof RequestError) return error.headers;
  const seconds = error instanceof errors.HilError ? error.details["retryAfterSeconds"] : undefined;
  switch (status) {
    case 401:
      return { "WWW-Authenticate": 'Bearer realm="hil"' };
    case 429:
    case 503:
      return { "Retry-After": String(seconds ?? retryAfterSeconds) };
    default:
      return {};
  }
}
