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
    const decision = principal === undefined ? null : await decide(principal, services);
    if (decision === null) return next();
    const headers = headersOf(decision);
    if (!decision.allowed) {
      throw new RequestError(429, "rate-limited", `No more than ${decision.limit} requests a minute.`, {
        headers: { ...headers, "Retry-After": String(decision.retryAfterSeconds) },
      });
    }
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  };
}

async function decide(principal: Principal, services: ApiServices): Promise<RateDecision | null> {
  try {
    return await services.rateLimiter.take(bucketOf(principal, services), services.nowMs());
  } catch (error) {
    if (!(error instanceof RetryableError)) throw error;
    services.log.warn("not limited: the rate limiter cannot be reached", { cause: error });
    services.count("RateLimiterUnavailable");
    return null;
  }
}

/** Subjects may be mail addresses, which have no place in the table. */
function bucketOf({ tenantId, subject }: Principal, { sha256Hex }: ApiServices): string {
  return sha256Hex(JSON.stringify([tenantId, subject]));
}

function headersOf({ limit, remaining, resetSeconds }: RateDecision): Record<string, string> {
  return {
    "RateLimit-Limit": String(limit),
    "RateLimit-Remaining": String(remaining),
    "RateLimit-Reset": String(resetSeconds),
  };
}
