import type { MiddlewareHandler } from "hono";
import { meets, type ScopeNeed, scopesIn } from "../../../shared/domain/access/scope-need.ts";
import type { ApiEnv } from "../api-env.ts";
import { RequestError } from "../problems/request-error.ts";

/** Lets in who meets one of these needs. */
export function requireScope(...needs: ScopeNeed[]): MiddlewareHandler<ApiEnv> {
  return async function requireScope(c, next) {
    const held = c.get("principal").scopes;
    if (!needs.some((need) => meets(held, need))) throw insufficient(needs);
    await next();
  };
}

function insufficient(needs: ScopeNeed[]): RequestError {
  const names = [...new Set(needs.flatMap(scopesIn))].join(" ");
  const either = needs.map((need) => scopesIn(need).join(" with ")).join(" or ");
  return new RequestError(403, "insufficient-scope", `This needs the scope ${either}.`, {
    headers: { "WWW-Authenticate": `Bearer realm="hil", error="insufficient_scope", scope="${names}"` },
  });
}
