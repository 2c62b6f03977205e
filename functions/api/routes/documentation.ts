import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { ApiApp } from "../api-env.ts";

export const openApiPath = "/api/v1/openapi.json";
export const docsPath = "/api/v1/docs";
export const docsScriptPath = "/api/v1/docs/rapidoc.js";

// The viewer styles its elements one by one, which a policy can only allow as a whole; scripts come from here alone.
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>HIL Agent System: API</title>
    <script type="module" src="${docsScriptPath}"></script>
  </head>
  <body>
    <rapi-doc spec-url="${openApiPath}" render-style="read" load-fonts="false" show-header="false"
      allow-spec-url-load="false" allow-spec-file-load="false" allow-server-selection="false"
      schema-style="table" persist-auth="false"></rapi-doc>
  </body>
</html>
`;

const description = `Workflows with people in them. Times are UTC, ids are opaque, errors are problem details (RFC 9457) with a stable \`code\`.
Every \`POST\` takes an \`Idempotency-Key\` (255 characters at most, kept for 24 hours): sent again under its key, a request has one effect and one answer.
Requests are limited by API key and by person: \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\` (seconds) say where a caller stands, and 429 comes with \`Retry-After\`.`;

/** The OpenAPI 3.1 document and a page to browse it; both are public, and nothing is loaded from elsewhere. */
export function documentationRoutes(app: ApiApp): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "A token of the configured OpenID Connect issuer, or an API key.",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "apiKey", {
    type: "apiKey",
    in: "header",
    name: "X-Api-Key",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "signature", {
    type: "apiKey",
    in: "header",
    name: "webhook-signature",
    description:
      "Standard Webhooks: HMAC-SHA256 of `webhook-id`, `webhook-timestamp` and body under a channel's secret.",
  });
  let text: string | undefined;
  app.get(openApiPath, (c) =>
    c.body((text ??= openApiText(app)), 200, { "Content-Type": "application/json" }),
  );
  app.get(docsPath, (c) => c.html(page, 200, { "Content-Security-Policy": pagePolicy }));
  app.get(docsScriptPath, async (c) =>
    c.body(await readFile(viewerFile(), "utf8"), 200, {
      "Content-Type": "text/javascript; charset=utf-8",
      "Cache-Control": "public, max-age=86400",
    }),
  );
}

function openApiText(app: ApiApp): string {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "HIL Agent System", version: "1", description, license: { name: "Apache-2.0" } },
    servers: [{ url: "/" }],
  });
  return JSON.stringify(document);
}

function viewerFile(): string {
  return createRequire(import.meta.url).resolve("rapidoc/dist/rapidoc-min.js");
}
