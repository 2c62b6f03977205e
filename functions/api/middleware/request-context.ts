import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "../api-env.ts";

const nothingMayLoad = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const headers: Record<string, string> = {
  "Content-Security-Policy": nothingMayLoad,
  "Cache-Control": "no-store",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

/** Names each request and sends the headers that keep browsers careful. There is no CORS: no other site may ask. */
export function requestContext(newId: () => string): MiddlewareHandler<ApiEnv> {
  return async function requestContext(c, next) {
    c.set("requestId", newId());
    await next();
    c.res.headers.set("X-Request-Id", c.get("requestId"));
    for (const [name, value] of Object.entries(headers)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  };
}
