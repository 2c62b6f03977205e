import type { MiddlewareHandler } from "hono";
import type * as z from "zod";
import { problemSchema } from "../../shared/contracts/api/problems.ts";
import { jsonValueSchema } from "../../shared/contracts/api/values.ts";
import { type ScopeNeed, scopesIn } from "../../shared/domain/access/scope-need.ts";
import type { ApiEnv } from "./api-env.ts";
import type { ApiServices } from "./api-services.ts";
import { idempotency } from "./middleware/idempotency.ts";
import { jsonBody } from "./middleware/json-body.ts";
import { requireScope } from "./middleware/require-scope.ts";

// Names the recursive schema of any JSON value in the OpenAPI document; without a name it could not be written down.
jsonValueSchema.openapi("Json");
const problem = problemSchema.openapi("Problem");

const problems: Record<number, string> = {
  400: "Malformed",
  401: "No credential, or one that does not verify",
  403: "The credential may not do this",
  404: "Not there, or not yours",
  409: "In conflict with the current state",
  410: "Too late",
  413: "The body is over 1 MiB",
  415: "The body is not JSON",
  422: "The body does not fit",
  429: "Too many requests; Retry-After says when there is room again",
  503: "Not available at the moment",
};

interface RouteParts {
  security: Record<string, string[]>[];
  middleware: MiddlewareHandler<ApiEnv>[];
}

/** The security of a route in the OpenAPI document: any one of the needs, met by a token or an API key. */
function securityOf(needs: readonly ScopeNeed[]): Record<string, string[]>[] {
  if (needs.length === 0) return [{ token: [] }, { apiKey: [] }];
  return needs.flatMap((need) => [{ token: [...scopesIn(need)] }, { apiKey: [...scopesIn(need)] }]);
}

/** Parts of a route that reads. Meeting any one of `needs` lets in; without any, the use case decides. */
export function reads(...needs: ScopeNeed[]): RouteParts {
  return { security: securityOf(needs), middleware: needs.length === 0 ? [] : [requireScope(...needs)] };
}

/** Parts of a route that changes something: as above, with a bounded JSON body and an `Idempotency-Key`. */
export function writes(
  services: ApiServices,
  needs: readonly ScopeNeed[],
  body: { required: boolean } = { required: true },
): RouteParts {
  const { security, middleware } = reads(...needs);
  return { security, middleware: [...middleware, jsonBody(body), idempotency(services)] };
}

/** A JSON response. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A JSON body that has to be there. */
export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { "application/json": { schema } } };
}

/** Problem responses of a route; handlers throw, so they are for the document only. */
export function problemResponses(...statuses: number[]) {
  return Object.fromEntries(
    [...statuses, 401, 403, 429, 503].map((status) => [
      status,
      { description: problems[status] ?? "", content: { "application/problem+json": { schema: problem } } },
    ]),
  );
}

export const writeProblems = [400, 409, 413, 415, 422];
