import type { MiddlewareHandler } from "hono";
import type { Scope } from "../../../shared/contracts/principal.ts";
import type { ApiEnv } from "../api-env.ts";
import { RequestError } from "../problems/request-error.ts";

/** Lets in who holds one of these scopes. */
export function requireScope(...scopes: Scope[]): MiddlewareHandler<ApiEnv> {
  return async function requireScope(c, next) {
    const held = c.get("principal").scopes;
    if (!scopes.some((scope) => held.includes(scope))) throw insufficient(scopes);
    await next();
  };
}

function insufficient(scopes: Scope[]): RequestError {
  const names = scopes.join(" ");
  return new RequestError(403, "insufficient-scope", `This needs the scope ${scopes.join(" or ")}.`, {
    headers: { "WWW-Authenticate": `Bearer realm="hil", error="insufficient_scope", scope="${names}"` },
  });
}
