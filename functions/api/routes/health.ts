import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { healthSchema, readinessSchema } from "../../../shared/contracts/api/health.ts";
import type { ApiApp, ApiEnv } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { credentialOf } from "../middleware/authenticate.ts";
import { json } from "../route-parts.ts";

const tags = ["Health"];
const checkTimeoutMs = 2_000;

export function healthRoutes(app: ApiApp, services: ApiServices): void {
  const health = createRoute({
    method: "get",
    path: "/health",
    operationId: "health",
    summary: "The process answers",
    tags,
    security: [],
    responses: { 200: json(healthSchema.openapi("Health"), "It does") },
  });
  app.openapi(health, (c) => c.json({ status: "ok" as const }, 200));

  const readiness = readinessSchema.openapi("Readiness");
  const ready = createRoute({
    method: "get",
    path: "/ready",
    operationId: "ready",
    summary: "What the API needs is there",
    description: "Says what fails to those who show a credential.",
    tags,
    security: [],
    responses: { 200: json(readiness, "Ready"), 503: json(readiness, "Not ready") },
  });
  app.openapi(ready, async (c) => {
    const own = { name: "database", check: () => services.database.ping() };
    const checks = await Promise.all([own, ...services.readiness].map((each) => runCheck(each, services)));
    const ready = checks.every(({ ok }) => ok);
    const status = ready ? "ready" : "not-ready";
    return c.json({ status, ...((await isKnown(c, services)) && { checks }) }, ready ? 200 : 503);
  });
}

/** Names the error and no more: messages of drivers hold addresses. */
async function runCheck(
  { name, check }: ApiServices["readiness"][number],
  { sleep }: ApiServices,
): Promise<{ name: string; ok: boolean; error?: string }> {
  const done = new AbortController();
  const tooLate = sleep(checkTimeoutMs, done.signal).then(() => ({ name, ok: false, error: "TimeoutError" }));
  const answered = check().then(
    () => ({ name, ok: true }),
    (error: unknown) => ({ name, ok: false, error: error instanceof Error ? error.name : "Error" }),
  );
  try {
    return await Promise.race([answered, tooLate]);
  } finally {
    done.abort();
  }
}

async function isKnown(c: Context<ApiEnv>, { authenticator }: ApiServices): Promise<boolean> {
  try {
    const credential = credentialOf(c);
    if (credential === null) return false;
    await authenticator.authenticate(credential);
    return true;
  } catch {
    return false;
  }
}
