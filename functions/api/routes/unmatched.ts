import type { ApiApp } from "../api-env.ts";
import { RequestError } from "../problems/request-error.ts";

/** Answers 405 for a path that exists under another method. To be called after all routes. */
export function refuseOtherMethods(app: ApiApp): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === "ALL") continue;
    const own = methods.get(path) ?? new Set<string>();
    own.add(method);
    if (method === "GET") own.add("HEAD");
    methods.set(path, own);
  }
  for (const [path, own] of methods) {
    const Allow = [...own].toSorted().join(", ");
    app.all(path, (c) => {
      throw new RequestError(405, "method-not-allowed", `${c.req.method} is not possible here.`, {
        headers: { Allow },
      });
    });
  }
}
