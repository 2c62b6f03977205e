import type { MiddlewareHandler } from "hono";
import { RetryableError } from "../../../shared/contracts/errors.ts";
import type { Principal } from "../../../shared/contracts/principal.ts";
import type { RateDecision } from "../../../shared/domain/access/rate-limit.ts";
import type { ApiEnv } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { RequestError } from "../problems/request-error.ts";

/**
 * Lets each caller make so many requests a minute: an API key by itself, a token's subject within its tenant. To be put
 * after authentication; who shows no credential is limited by address, in the firewall before the gateway.
 *
 * While the limiter cannot be reached requests go through, counted and logged: it keeps callers fair to each other, and
 * its outage must not be everybody's. What protects the system then still stands: the firewall, budgets, reserved
 * concurrency. A refusal (no permission, no table) is an error like any other, so that it is noticed.
 *
 * Headers: https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-06
 */
export function rateLimit(services: ApiServices): MiddlewareHandler<ApiEnv> {
  return async function rateLimit(c, next) {
    const principal = c.var.principal as Principal | undefined;
    if (principal === undefined) return next();
    const decision = await takeRequest([principal.tenantId, principal.subject], services);
    refuseOverLimit(decision);
    await next();
    if (decision === null) return;
    for (const [name, value] of Object.entries(headersOf(decision))) c.res.headers.set(name, value);
  };
}

/** Takes a request out of the bucket of this name; null while that cannot be known. */
export async function takeRequest(
  bucket: readonly string[],
  services: Pick<ApiServices, "rateLimiter" | "sha256Hex" | "nowMs" | "log" | "count">,
): Promise<RateDecision | null> {
  try {
    // Names hold subjects, which may be mail addresses and have no place in the table.
    const key = services.sha256Hex(JSON.stringify(bucket));
    return await services.rateLimiter.take(key, services.nowMs());
  } catch (error) {
    if (!(error instanceof RetryableError)) throw error;
    services.log.warn("not limited: the rate limiter cannot be reached", { cause: error });
    services.count("RateLimiterUnavailable");
    return null;
  }
}

/** @throws RequestError when there was no room */
export function refuseOverLimit(decision: RateDecision | null): void {
  if (decision === null || decision.allowed) return;
  throw new RequestError(429, "rate-limited", `No more than ${decision.limit} requests a minute.`, {
    headers: { ...headersOf(decision), "Retry-After": String(decision.retryAfterSeconds) },
  });
}

function headersOf({ limit, remaining, resetSeconds }: RateDecision): Record<string, string> {
  return {
    "RateLimit-Limit": String(limit),
    "RateLimit-Remaining": String(remaining),
    "RateLimit-Reset": String(resetSeconds),
  };
}
