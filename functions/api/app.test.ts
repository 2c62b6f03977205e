import { handle } from "hono/aws-lambda";
import { beforeEach, describe, expect, test } from "vitest";
import { createApiHarness, type ApiHarness } from "../../tests/support/api-harness.ts";

let harness: ApiHarness;
beforeEach(async () => {
  harness = await createApiHarness();
});

describe("/health and /ready", () => {
  test("health needs no credential and no database", async () => {
    harness.database.setUnavailable(true);
    const answer = await harness.ask("GET", "/health", { as: null });
    expect([answer.status, answer.json]).toEqual([200, { status: "ok" }]);
  });

  test("ready says what fails to those who show a credential", async () => {
    const as = await harness.token({ roles: ["consumer"] });
    harness.database.ping = async () => {
      throw new TypeError("postgres://user:password@host refused");
    };
    const known = await harness.ask("GET", "/ready", { as });
    expect(known.status).toBe(503);
    expect(known.json).toEqual({
      status: "not-ready",
      checks: [{ name: "database", ok: false, error: "TypeError" }],
    });
    const unknown = await harness.ask("GET", "/ready", { as: null });
    expect([unknown.status, unknown.json]).toEqual([503, { status: "not-ready" }]);
    expect((await harness.ask("GET", "/ready", { as: "wrong" })).json).toEqual({ status: "not-ready" });
  });

  test("ready does not wait for a check that hangs", async () => {
    harness.services.readiness.push({ name: "queue", check: () => new Promise(() => {}) });
    const answer = await harness.ask("GET", "/ready");
    expect(answer.json.checks).toEqual([
      { name: "database", ok: true },
      { name: "queue", ok: false, error: "TimeoutError" },
    ]);
  });

  test("ready is 200 when all is well", async () => {
    expect((await harness.ask("GET", "/ready", { as: null })).json).toEqual({ status: "ready" });
  });
});

interface Schema {
  oneOf?: Schema[];
  additionalProperties?: unknown;
}

/** A choice is closed when each of its sides is. */
function isClosed({ oneOf, additionalProperties }: Schema): boolean {
  return oneOf === undefined ? additionalProperties === false : oneOf.length > 0 && oneOf.every(isClosed);
}

describe("the documentation", () => {
  test("is OpenAPI 3.1 with closed schemas and no credential in its way", async () => {
    const { status, json } = await harness.ask("GET", "/api/v1/openapi.json", { as: null });
    expect([status, json.openapi]).toEqual([200, "3.1.0"]);
    const { schemas } = json.components as { schemas: Record<string, Schema> };
    const open = Object.entries(schemas).filter(([name, schema]) => name !== "Json" && !isClosed(schema));
    expect(open).toEqual([]);
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining(["Execution", "ExecuteRequest", "HumanTask", "Problem"]),
    );
  });

  test("names no reference that is not there", async () => {
    const { json, text } = await harness.ask("GET", "/api/v1/openapi.json", { as: null });
    const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect(references.length).toBeGreaterThan(20);
    expect(
      references.filter((name) => !Object.hasOwn(json.components.schemas as object, name ?? "")),
    ).toEqual([]);
  });

  test("is browsable with scripts from here alone", async () => {
    const page = await harness.ask("GET", "/api/v1/docs", { as: null });
    expect(page.headers.get("Content-Type")).toMatch("text/html");
    expect(page.headers.get("Content-Security-Policy")).toContain("script-src 'self';");
    expect(page.text).not.toMatch(/https?:\/\//);
    const source = /src="([^"]+)"/.exec(page.text)?.[1] ?? "";
    const script = await harness.app.request(source);
    expect([script.status, script.headers.get("Content-Type")]).toEqual([
      200,
      "text/javascript; charset=utf-8",
    ]);
    expect(await script.text()).toContain("rapi-doc");
  });
});

test("runs behind API Gateway", async () => {
  const event = {
    resource: "/{proxy+}",
    path: "/health",
    httpMethod: "GET",
    headers: { Host: "api.example.com" },
    multiValueHeaders: {},
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext: { path: "/health", httpMethod: "GET", stage: "v1", identity: {} },
  };
  const answer = await handle(harness.app)(event as never);
  expect(answer).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
});
