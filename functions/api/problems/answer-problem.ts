import type { Context } from "hono";
import type { ApiEnv } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { problemOf } from "./problem-of.ts";

/** The one place where an error becomes a response. */
export function answerProblem(c: Context<ApiEnv>, error: unknown, log: ApiServices["log"]): Response {
  const requestId = c.get("requestId");
  const { problem, headers } = problemOf(error, requestId);
  const facts = { requestId, method: c.req.method, status: problem.status, code: problem.code };
  if (problem.status >= 500) log.error("request failed", { ...facts, cause: error });
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });
}
