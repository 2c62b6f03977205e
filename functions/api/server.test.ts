import { serve } from "@hono/node-server";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiHarness, type ApiHarness } from "../../tests/support/api-harness.ts";

let harness: ApiHarness;
let url: string;
let key: string;
let server: ReturnType<typeof serve>;
const path = "/api/v1/workflows/execute";
const body = JSON.stringify({ workflow_id: "returns", input_data: { customer_message: "hé" } });

beforeAll(async () => {
  harness = await createApiHarness();
  await harness.publishSample();
  key = await harness.apiKey({ roles: ["owner"] });
  await new Promise<void>((resolve) => {
    server = serve({ fetch: harness.app.fetch, port: 0, hostname: "127.0.0.1" }, () => resolve());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

async function send(
  sent: string | undefined,
  headers: Record<string, string> = {},
  to = path,
): Promise<number> {
  const init = {
    method: "POST",
    headers: { "X-Api-Key": key, ...headers },
    ...(sent !== undefined && { body: sent }),
  };
  const response = await fetch(url + to, init);
  await response.arrayBuffer();
  return response.status;
}

test("stays up, over a real socket, whatever is sent to it", async () => {
  const json = { "Content-Type": "application/json" };
  expect(await send(body, json)).toBe(202);
  expect(await send("x".repeat(2 * 1024 * 1024), json)).toBe(413);
  expect(await send("x".repeat(12 * 1024 * 1024), json)).toBe(413);
  expect(await send("{", json)).toBe(400);
  expect(await send(body, { "Content-Type": "text/plain" })).toBe(415);
  expect(await send(undefined)).toBe(400);
  expect(await send(undefined, json)).toBe(400);
  expect(await send(body, { ...json, "Idempotency-Key": "k" })).toBe(202);
  expect(await send(body, { ...json, "Idempotency-Key": "k" })).toBe(202);
  const [run] = harness.database.tables().tenants.get("acme")?.runs ?? [];
  expect(await send(undefined, {}, `/api/v1/executions/${run?.runId}/stop`)).toBe(200);
  expect(await send(undefined, json, `/api/v1/executions/${run?.runId}/stop`)).toBe(200);
  expect(await send(body, json)).toBe(202);
  expect(harness.database.tables().tenants.get("acme")?.runs).toHaveLength(3);
});
