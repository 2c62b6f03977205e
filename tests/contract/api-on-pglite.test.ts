import { afterAll, beforeAll, expect, test } from "vitest";
import { applyMigrations } from "../../shared/adapters/postgres/apply-migrations.ts";
import { databaseOn } from "../../shared/adapters/postgres/create-database.ts";
import { readMigrations } from "../../shared/adapters/postgres/migrations.ts";
import { openSource } from "../../shared/adapters/postgres/open-source.ts";
import type { Database } from "../../shared/domain/storage/ports.ts";
import { type ApiHarnessOn, createApiHarnessOn } from "../support/api-harness.ts";
import { snapshotDirectory } from "../support/pglite-snapshots.ts";
import { askPerson, classify, finishRun, startRun } from "../support/sample-run.ts";
import { sampleSource } from "../support/sample-workflow.ts";

let database: Database;
let harness: ApiHarnessOn<Database>;
let approver: string;

beforeAll(async () => {
  const source = openSource("pglite://memory", { snapshotDirectory });
  await applyMigrations(source, readMigrations());
  database = databaseOn(source, { onSystemAccess: () => {} });
  harness = await createApiHarnessOn(database);
  approver = await harness.token({ roles: ["approver"], subject: "mary" });
  expect((await harness.ask("POST", "/api/v1/workflows", { body: { source: sampleSource } })).status).toBe(
    201,
  );
});
afterAll(() => database.close());

test("takes a run from its acceptance over a person's answer to its end", async () => {
  const runId = await startRun(harness);
  await classify(harness, runId);
  harness.clock.nowMs += 1_200;
  const taskId = await askPerson(harness, runId);
  const waiting = await harness.ask("GET", `/api/v1/executions/${runId}`);
  expect(waiting.json.human_tasks).toMatchObject([{ id: taskId }]);
  const decision = { as: approver, body: { answer: { decision: "approve" } } };
  const decided = await harness.ask("POST", `/api/v1/human-tasks/${taskId}/decision`, decision);
  expect(decided.json).toMatchObject({
    status: "decided",
    decided_by: "mary",
    answer: { decision: "approve" },
  });
  await finishRun(harness, runId);
  const { json } = await harness.ask("GET", `/api/v1/executions/${runId}`);
  expect(json).toMatchObject({ status: "completed", total_cost_usd: 0.0008, human_tasks: [] });
  expect(json.outputs).toEqual({
    classify: { intent: "return_request", confidence: 0.95 },
    approve: { decision: "approve" },
  });
  expect(json.trace.nodes[0].steps).toHaveLength(2);
});

test("accepts one of twenty answers at the same time", async () => {
  const taskId = await askPerson(harness, await startRun(harness));
  const body = { answer: { decision: "approve" } };
  const ask = () => harness.ask("POST", `/api/v1/human-tasks/${taskId}/decision`, { as: approver, body });
  const statuses = (await Promise.all(Array.from({ length: 20 }, ask))).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(19);
});

test("makes one run of twenty requests under one key, and replays its answer", async () => {
  const body = {
    workflow_id: "returns",
    input_data: { customer_message: "hello" },
    context: { conversation_id: "c1" },
  };
  const ask = () =>
    harness.ask("POST", "/api/v1/workflows/execute", { body, headers: { "Idempotency-Key": "k" } });
  const statuses = new Set((await Promise.all(Array.from({ length: 20 }, ask))).map(({ status }) => status));
  expect([...statuses].filter((status) => status !== 202 && status !== 409)).toEqual([]);
  const replay = await ask();
  expect([replay.status, replay.headers.get("Idempotency-Replayed")]).toEqual([202, "true"]);
  const list = await harness.ask("GET", "/api/v1/executions?conversation_id=c1");
  expect(list.json.executions).toHaveLength(1);
});

test("pages, stops, and shows other tenants nothing", async () => {
  const runId = await startRun(harness);
  const page = await harness.ask("GET", "/api/v1/executions?limit=1");
  const next = await harness.ask("GET", `/api/v1/executions?limit=1&cursor=${page.json.next_cursor}`);
  expect(next.json.executions[0].execution_id).not.toBe(page.json.executions[0].execution_id);
  const wrong = await harness.ask("GET", `/api/v1/human-tasks?cursor=${page.json.next_cursor}`);
  expect(wrong.status).toBe(400);
  const as = await harness.token({ tenantId: "other", roles: ["owner"] });
  for (const [method, path] of [
    ["GET", `/api/v1/executions/${runId}`],
    ["POST", `/api/v1/executions/${runId}/stop`],
    ["GET", "/api/v1/workflows/returns"],
  ] as const) {
    expect((await harness.ask(method, path, { as })).status).toBe(404);
  }
  expect((await harness.ask("POST", `/api/v1/executions/${runId}/stop`)).json.status).toBe("stopped");
});

test("makes, knows and revokes API keys, and measures agents", async () => {
  const made = await harness.ask("POST", "/api/v1/api-keys", { body: { name: "ci", roles: ["developer"] } });
  const as = made.json.key as string;
  const agents = await harness.ask("GET", "/api/v1/agents", { as });
  expect(agents.json.agents).toMatchObject([
    { name: "intent_classifier", error_rate: 0, avg_latency_ms: 1200 },
  ]);
  expect((await harness.ask("DELETE", `/api/v1/api-keys/${made.json.id}`)).status).toBe(204);
  expect((await harness.ask("GET", "/api/v1/agents", { as })).status).toBe(401);
});
