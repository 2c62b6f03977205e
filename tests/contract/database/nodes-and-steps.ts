import { describe, expect, test } from "vitest";
import { InvalidInputError, NotFoundError } from "../../../shared/contracts/errors.ts";
import { stepLogOf } from "../../../shared/adapters/postgres/step-log.ts";
import { type GetDatabase, tenantOf, withSql } from "./database-under-test.ts";
import { insertRun, modelStep, sampleNode, startMs, toolStep } from "./samples.ts";

const error = { name: "ToolFailedError", message: "The shop is closed." };

export function testNodesAndSteps(get: GetDatabase): void {
  async function tenantWithRun() {
    const tenant = tenantOf(get);
    const { runId } = await tenant.with((tx) => insertRun(tx, tenant.tenantId));
    return { ...tenant, runId };
  }

  describe("node results", () => {
    test("begins, counts attempts and completes", async () => {
      const { runId, with: inTenant } = await tenantWithRun();
      const first = await inTenant((tx) => tx.nodes.begin(sampleNode(runId)));
      expect(first).toEqual({
        ...sampleNode(runId),
        output: null,
        error: null,
        attempts: 1,
        completedAtMs: null,
      });
      const second = await inTenant((tx) => tx.nodes.begin(sampleNode(runId, { startedAtMs: startMs + 50 })));
      expect(second).toEqual({ ...first, attempts: 2 });
      const completed = await inTenant((tx) =>
        tx.nodes.complete(runId, "classify", { intent: "return" }, startMs + 60),
      );
      expect(completed).toEqual({
        ...second,
        status: "completed",
        output: { intent: "return" },
        completedAtMs: startMs + 60,
      });
      expect(await inTenant((tx) => tx.nodes.get(runId, "classify"))).toEqual(completed);
    });

    test("lets the first completion stand, also against a new attempt and a failure", async () => {
      const { runId, with: inTenant } = await tenantWithRun();
      await inTenant((tx) => tx.nodes.begin(sampleNode(runId)));
      await inTenant((tx) => tx.nodes.complete(runId, "classify", "first", startMs + 1));
      const standing = { status: "completed", output: "first", completedAtMs: startMs + 1, error: null };
      expect(
        await inTenant((tx) => tx.nodes.complete(runId, "classify", "second", startMs + 2)),
      ).toMatchObject(standing);
      expect(await inTenant((tx) => tx.nodes.fail(runId, "classify", error, startMs + 3))).toMatchObject(
        standing,
      );
      expect(await inTenant((tx) => tx.nodes.begin(sampleNode(runId)))).toMatchObject({
        ...standing,
        attempts: 2,
      });
    });

    test("fails a waiting node, refuses a late completion, and begins it again", async () => {
      const { runId, with: inTenant } = await tenantWithRun();
      await inTenant((tx) => tx.nodes.begin(sampleNode(runId, { status: "waiting", nodeType: "human" })));
      const failed = await inTenant((tx) => tx.nodes.fail(runId, "classify", error, startMs + 1));
      expect(failed).toMatchObject({ status: "failed", error, completedAtMs: startMs + 1, output: null });
      expect(await inTenant((tx) => tx.nodes.complete(runId, "classify", 1, startMs + 2))).toEqual(failed);
      expect(await inTenant((tx) => tx.nodes.begin(sampleNode(runId)))).toMatchObject({
        status: "running",
        error: null,
        completedAtMs: null,
        attempts: 2,
      });
      expect(await inTenant((tx) => tx.nodes.complete(runId, "classify", 1, startMs + 4))).toMatchObject({
        output: 1,
      });
    });

    test("keeps null as an output", async () => {
      const { runId, with: inTenant } = await tenantWithRun();
      await inTenant((tx) => tx.nodes.begin(sampleNode(runId)));
      const completed = await inTenant((tx) => tx.nodes.complete(runId, "classify", null, startMs));
      expect(completed).toMatchObject({ status: "completed", output: null });
    });

    test("knows nothing of a node that has not begun", async () => {
      const { runId, with: inTenant } = await tenantWithRun();
      expect(await inTenant((tx) => tx.nodes.get(runId, "classify"))).toBeNull();
      expect(await inTenant((tx) => tx.nodes.fail(runId, "classify", error, startMs))).toBeNull();
      await expect(inTenant((tx) => tx.nodes.complete(runId, "classify", 1, startMs))).rejects.toThrow(
        NotFoundError,
      );
      await expect(inTenant((tx) => tx.nodes.begin(sampleNode("no-run")))).rejects.toThrow(NotFoundError);
    });

    test("lists in the order of their start", async () => {
      const { runId, with: inTenant } = await tenantWithRun();
      await inTenant(async (tx) => {
        await tx.nodes.begin(sampleNode(runId, { nodePath: "late", startedAtMs: startMs + 2 }));
        await tx.nodes.begin(sampleNode(runId, { nodePath: "b", startedAtMs: startMs }));
        await tx.nodes.begin(sampleNode(runId, { nodePath: "a", startedAtMs: startMs }));
      });
      const listed = await inTenant((tx) => tx.nodes.list(runId));
      expect(listed.map(({ nodePath }) => nodePath)).toEqual(["a", "b", "late"]);
    });
  });

  describe("agent steps", () => {
    test("lets the first write stand", async () => {
      const { runId, with: inTenant } = await tenantWithRun();
      const first = modelStep(0, "first");
      expect(await inTenant((tx) => tx.steps.record(runId, "agent", first))).toEqual(first);
      expect(await inTenant((tx) => tx.steps.record(runId, "agent", modelStep(0, "second")))).toEqual(first);
      expect(await inTenant((tx) => tx.steps.list(runId, "agent"))).toEqual([first]);
    });

    test("lists by number, by node and by run", async () => {
      const { runId, with: inTenant } = await tenantWithRun();
      await inTenant(async (tx) => {
        await tx.steps.record(runId, "agent", modelStep(10));
        await tx.steps.record(runId, "agent", toolStep(2));
        await tx.steps.record(runId, "agent", modelStep(0));
        await tx.steps.record(runId, "other", modelStep(0));
      });
      const steps = await inTenant((tx) => tx.steps.list(runId, "agent"));
      expect(steps).toEqual([modelStep(0), toolStep(2), modelStep(10)]);
      const all = await inTenant((tx) => tx.steps.listOfRun(runId));
      expect(all.map(({ nodePath, step }) => [nodePath, step.stepNo])).toEqual([
        ["agent", 0],
        ["agent", 2],
        ["agent", 10],
        ["other", 0],
      ]);
    });

    test("enters each recorded model call in the ledger once", async () => {
      const { tenantId, runId, with: inTenant } = await tenantWithRun();
      await inTenant(async (tx) => {
        await tx.steps.record(runId, "agent", modelStep(0, "", 0.1));
        await tx.steps.record(runId, "agent", modelStep(0, "", 99));
        await tx.steps.record(runId, "agent", toolStep(1));
        await tx.steps.record(runId, "agent", modelStep(2, "", 0.0000002));
        await tx.steps.record(runId, "agent", modelStep(3, "", null));
      });
      const ledger = await withSql(get(), "hil_app", tenantId, ({ query }) =>
        query(
          `select step_no, selected_provider, selected_model, input_tokens, cached_input_tokens, output_tokens,
             cost_usd::text, latency_ms::text, created_at
           from llm_routing_decisions order by step_no`,
        ),
      );
      const call = {
        selected_provider: "anthropic",
        selected_model: "claude",
        input_tokens: 1200,
        cached_input_tokens: 200,
        output_tokens: 34,
        latency_ms: "812.5",
      };
      expect(ledger).toEqual([
        { ...call, step_no: 0, cost_usd: "0.1", created_at: startMs + 812 },
        { ...call, step_no: 2, cost_usd: "0.0000002", created_at: startMs + 814 },
        { ...call, step_no: 3, cost_usd: null, created_at: startMs + 815 },
      ]);
    });

    test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])(
      "refuses a cost of %s, and the step with it",
      async (cost) => {
        const { runId, with: inTenant } = await tenantWithRun();
        const step = modelStep(0, "", cost);
        await expect(inTenant((tx) => tx.steps.record(runId, "agent", step))).rejects.toThrow(
          InvalidInputError,
        );
        expect(await inTenant((tx) => tx.steps.list(runId, "agent"))).toEqual([]);
      },
    );

    test("gives an agent the steps of its node, each record a transaction", async () => {
      const { tenantId, runId } = await tenantWithRun();
      const log = stepLogOf(get().database, tenantId, runId, "agent");
      await log.record(modelStep(0, "mine"));
      expect(await log.record(modelStep(0, "again"))).toEqual(modelStep(0, "mine"));
      await stepLogOf(get().database, tenantId, runId, "other").record(toolStep(0));
      expect(await log.list()).toEqual([modelStep(0, "mine")]);
    });
  });
}
