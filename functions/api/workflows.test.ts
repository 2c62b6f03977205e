import { beforeEach, describe, expect, test } from "vitest";
import { createApiHarness, type ApiHarness } from "../../tests/support/api-harness.ts";
import { classify, startRun } from "../../tests/support/sample-run.ts";
import { brokenSource, sampleSource } from "../../tests/support/sample-workflow.ts";

let harness: ApiHarness;
beforeEach(async () => {
  harness = await createApiHarness();
});

describe("publishing", () => {
  test("makes the state machine and the current revision", async () => {
    const answer = await harness.ask("POST", "/api/v1/workflows", { body: { source: sampleSource } });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({ name: "returns", workflow_id: "returns@1.0.0", diagnostics: [] });
    expect(answer.json.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(harness.published).toEqual([answer.json.digest]);
    expect((await harness.ask("GET", answer.headers.get("Location") ?? "")).json.source).toBe(sampleSource);
  });

  test("keeps the revision when nothing has changed", async () => {
    const first = await harness.ask("POST", "/api/v1/workflows", { body: { source: sampleSource } });
    harness.clock.nowMs += 1_000;
    const second = await harness.ask("POST", "/api/v1/workflows", { body: { source: sampleSource } });
    expect(second.json).toEqual(first.json);
  });

  test("refuses a workflow with errors and names them all", async () => {
    const answer = await harness.ask("POST", "/api/v1/workflows", {
      body: { source: brokenSource, file: "a.yaml" },
    });
    expect([answer.status, answer.json.code]).toEqual([422, "invalid-workflow"]);
    expect(answer.json.diagnostics).toMatchObject([
      { code: "missing-key", file: "a.yaml", line: 2, column: 1, hint: "Add `nodes`." },
      { code: "unknown-node" },
    ]);
    expect(answer.json.errors[0]).toEqual({
      pointer: "#/source",
      detail: "a.yaml:2:1 A workflow has nodes.",
    });
    expect(harness.published).toEqual([]);
  });

  test("publishes nothing when the state machine cannot be made", async () => {
    harness.services.stateMachines.publish = async () => {
      throw new Error("no access");
    };
    expect((await harness.ask("POST", "/api/v1/workflows", { body: { source: sampleSource } })).status).toBe(
      500,
    );
    expect((await harness.ask("GET", "/api/v1/workflows")).json.workflows).toEqual([]);
  });
});

describe("a published workflow", () => {
  test("shows source, input, nodes and state machine", async () => {
    await harness.publishSample();
    const { json } = await harness.ask("GET", "/api/v1/workflows/returns");
    expect(json).toMatchObject({
      version: "1.0.0",
      source: sampleSource,
      input_schema: { required: ["customer_message"] },
      state_machine: { StartAt: "classify" },
    });
    expect(json.nodes).toMatchObject([
      { id: "classify", type: "agent", agent: "intent_classifier", line: 4, column: 5 },
      { id: "approve", type: "human", upstream: ["classify"] },
      { id: "FINISH", type: "sink", action: "finish_conversation" },
    ]);
    expect((await harness.ask("GET", "/api/v1/workflows/returns?version=1.0.0")).status).toBe(200);
    expect((await harness.ask("GET", "/api/v1/workflows")).json.workflows).toMatchObject([
      { name: "returns" },
    ]);
  });
});

describe("validating", () => {
  test.each([
    { source: sampleSource, valid: true, count: 0 },
    { source: brokenSource, valid: false, count: 2 },
  ])("answers 200 with valid: $valid", async ({ source, valid, count }) => {
    const answer = await harness.ask("POST", "/api/v1/workflows/validate", { body: { source } });
    expect([answer.status, answer.json.valid, answer.json.diagnostics.length]).toEqual([200, valid, count]);
    expect(harness.published).toEqual([]);
  });
});

describe("agents", () => {
  const agent = { name: "intent_classifier", supported_models: ["model-a"], cost_tier: "low" };

  test("are listed as registered while nothing was measured", async () => {
    const { json } = await harness.ask("GET", "/api/v1/agents");
    expect(json.agents).toMatchObject([
      { ...agent, avg_latency_ms: 800, is_healthy: true, error_rate: null },
    ]);
  });

  test("are listed with what the tenant's latest runs measured", async () => {
    await harness.publishSample();
    for (let index = 0; index < 2; index += 1) await classify(harness, await startRun(harness));
    const failed = await startRun(harness);
    await harness.database.tenant("acme", async (tx) => {
      const node = { runId: failed, nodePath: "classify", nodeType: "agent", status: "running" } as const;
      await tx.nodes.begin({ ...node, startedAtMs: 0 });
      await tx.nodes.fail(failed, "classify", { name: "ProviderTimeoutError", message: "late" }, 10);
    });
    const { json } = await harness.ask("GET", "/api/v1/agents");
    expect(json.agents).toMatchObject([
      { ...agent, avg_latency_ms: 1200, is_healthy: true, error_rate: 0.3333 },
    ]);
    const as = await harness.token({ tenantId: "other", roles: ["owner"] });
    expect((await harness.ask("GET", "/api/v1/agents", { as })).json.agents[0].error_rate).toBeNull();
  });

  test.each([
    ["capability=structured_output", 1],
    ["capability=tool_calling", 0],
    ["cost_tier=low", 1],
    ["cost_tier=high", 0],
  ])("are filtered by %s", async (query, count) => {
    expect((await harness.ask("GET", `/api/v1/agents?${query}`)).json.agents).toHaveLength(count);
  });
});
