import { describe, expect, test } from "vitest";
import { acceptedRun, runId, tenantId } from "../../../tests/support/run-fixture.ts";
import { ConflictError, OutputTooLargeError, ToolFailedError } from "../../contracts/errors.ts";
import { endStoppedRun } from "./end-stopped-run.ts";
import { reconcileRuns } from "./reconcile-runs.ts";
import { messageOf, recordFailure } from "./record-failure.ts";
import { recordRun } from "./record-run.ts";
import { startRun } from "./start-run.ts";
import { sweepOutbox } from "./sweep-outbox.ts";
import { workOnNode } from "./work-on-node.ts";

const message = { tenantId, runId };
const think = { tenantId, runId, nodeId: "think" };
const done = (output: object) => async () => ({ output: output as never, toolErrors: 0, toolSuccess: true });

describe("startRun()", () => {
  test("starts the execution with what conditions read, and nothing else of the input", async () => {
    const { services, machines, current } = await acceptedRun();
    await startRun(message, services);
    expect(machines.started).toEqual([{ tenantId, runId, input: { tier: "gold" }, explicitRequest: false }]);
    expect(await current()).toMatchObject({ status: "running" });
  });

  test("does nothing for a run that is under way", async () => {
    const { services, machines } = await acceptedRun();
    await startRun(message, services);
    await startRun(message, services);
    expect(machines.started).toHaveLength(1);
  });

  test("leaves the run queued when Step Functions cannot be reached", async () => {
    const { services, current } = await acceptedRun();
    const stateMachines = { ...services.stateMachines, start: () => Promise.reject(new Error("throttled")) };
    await expect(startRun(message, { ...services, stateMachines })).rejects.toThrow("throttled");
    expect(await current()).toMatchObject({ status: "queued" });
  });
});

describe("workOnNode()", () => {
  test("stores the whole output and answers with the fields alone", async () => {
    const { services, database } = await acceptedRun();
    const result = await workOnNode(think, "agent", services, done({ decision: "go", text: "long" }));
    expect(result).toEqual({ ref: `${runId}/think`, fields: { decision: "go" }, consecutiveErrors: 0 });
    const node = await database.tenant(tenantId, (tx) => tx.nodes.get(runId, "think"));
    expect(node).toMatchObject({ status: "completed", output: { decision: "go", text: "long" } });
  });

  test("does not work again on a node that has completed", async () => {
    const { services } = await acceptedRun();
    await workOnNode(think, "agent", services, done({ decision: "first" }));
    const again = await workOnNode(think, "agent", services, () => Promise.reject(new Error("worked twice")));
    expect(again.fields).toEqual({ decision: "first" });
  });

  test("records why an attempt failed, and the next attempt counts", async () => {
    const { services, database } = await acceptedRun();
    const failing = workOnNode(think, "agent", services, () =>
      Promise.reject(new ToolFailedError("no such order")),
    );
    await expect(failing).rejects.toThrow(ToolFailedError);
    const get = () => database.tenant(tenantId, (tx) => tx.nodes.get(runId, "think"));
    expect(await get()).toMatchObject({
      status: "failed",
      error: { name: "ToolFailedError", message: "no such order" },
    });
    await workOnNode(think, "agent", services, done({}));
    expect(await get()).toMatchObject({ status: "completed", attempts: 2 });
  });

  test("fails a node whose fields are too large, with nothing stored as its output", async () => {
    const { services, database } = await acceptedRun();
    const large = workOnNode(think, "agent", services, done({ decision: "x".repeat(9000) }));
    await expect(large).rejects.toThrow(OutputTooLargeError);
    expect(await database.tenant(tenantId, (tx) => tx.nodes.get(runId, "think"))).toMatchObject({
      status: "failed",
    });
  });

  test("does not work for a run that has ended", async () => {
    const { services } = await acceptedRun();
    await endStoppedRun(message, services);
    await expect(workOnNode(think, "agent", services, done({}))).rejects.toThrow(ConflictError);
  });

  test("counts failed tool calls in a row, until one succeeds", async () => {
    const { services } = await acceptedRun();
    await recordFailure({ ...think, nodeId: "act", error: "E", cause: "c" }, services);
    const two = async () => ({ output: null, toolErrors: 2, toolSuccess: false });
    expect((await workOnNode(think, "agent", services, two)).consecutiveErrors).toBe(3);
    const act = { ...think, nodeId: "act" };
    expect((await workOnNode(act, "tool", services, done({}))).consecutiveErrors).toBe(0);
  });
});

describe("recordRun()", () => {
  test("ends in a handover with the sink's templates rendered", async () => {
    const { services, current } = await acceptedRun();
    await workOnNode(think, "agent", services, done({ text: "billing" }));
    const outcome = { kind: "handover", sink: "HANDOVER", reason: "workflow", node: null } as const;
    await recordRun({ ...message, outcome }, services);
    expect(await current()).toMatchObject({
      status: "completed",
      decision: "HANDOVER",
      handover: { reason: "workflow", config: { skills: "billing" } },
    });
  });

  test("keeps the first end", async () => {
    const { services, current } = await acceptedRun();
    await recordRun({ ...message, outcome: { kind: "finished", sink: null } }, services);
    await recordRun({ ...message, outcome: { kind: "failed", error: "Late", cause: "" } }, services);
    expect(await current()).toMatchObject({ status: "completed", decision: "FINISH", error: null });
  });

  test("tells a function's message and fails the node that was working", async () => {
    const { services, database, current } = await acceptedRun();
    const begin = { runId, nodePath: "think", nodeType: "agent", status: "running", startedAtMs: 0 } as const;
    await database.tenant(tenantId, (tx) => tx.nodes.begin(begin));
    const cause = '{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out after 900.00 seconds"}';
    await recordRun({ ...message, outcome: { kind: "failed", error: "Sandbox.Timedout", cause } }, services);
    const error = { name: "Sandbox.Timedout", message: "Task timed out after 900.00 seconds" };
    expect(await current()).toMatchObject({ status: "failed", error });
    expect(await database.tenant(tenantId, (tx) => tx.nodes.get(runId, "think"))).toMatchObject({
      status: "failed",
      error,
    });
  });
});

describe("reconcileRuns()", () => {
  const hour = 3_600_000;

  test("settles a silent run whose execution was stopped from outside", async () => {
    const { services, clock, machines, current } = await acceptedRun();
    await startRun(message, services);
    clock.nowMs += hour;
    machines.answers.describe = { status: "stopped", error: "Operator", cause: "by hand" };
    expect(await reconcileRuns(services)).toBe(1);
    expect(await current()).toMatchObject({
      status: "stopped",
      error: { name: "Operator", message: "by hand" },
    });
  });

  test("leaves a run alone that is silent because its execution still works", async () => {
    const { services, clock, current } = await acceptedRun();
    await startRun(message, services);
    clock.nowMs += hour;
    expect(await reconcileRuns(services)).toBe(0);
    expect(await current()).toMatchObject({ status: "running" });
  });
});

test("sweepOutbox() sends what stayed unsent, once it is old enough, and only until it is sent", async () => {
  const { services, database, clock, sent } = await acceptedRun();
  const unsent = {
    id: "m1",
    tenantId,
    topic: "run.start",
    body: { ...message },
    createdAtMs: clock.nowMs,
  } as const;
  await database.tenant(tenantId, (tx) => tx.outbox.add(unsent));
  clock.nowMs += 1;
  expect(await sweepOutbox(services)).toBe(0);
  clock.nowMs += 60_000;
  expect(await sweepOutbox(services)).toBe(1);
  expect(sent).toMatchObject([{ id: "m1" }]);
  expect(await sweepOutbox(services)).toBe(0);
});

test("sweepOutbox() leaves nothing alone when nobody else can be sending", async () => {
  const { services, database, clock, sent } = await acceptedRun();
  const unsent = {
    id: "m1",
    tenantId,
    topic: "run.start",
    body: { ...message },
    createdAtMs: clock.nowMs,
  } as const;
  await database.tenant(tenantId, (tx) => tx.outbox.add(unsent));
  clock.nowMs += 1;
  expect(await sweepOutbox({ ...services, youngestMs: 0 })).toBe(1);
  expect(sent).toMatchObject([{ id: "m1" }]);
});

test.each([
  ['{"errorType":"E","errorMessage":"no \\"such\\" order","trace":[]}', 'no "such" order'],
  ['{"errorType":"E","errorMessage":"it was cut in the mid', "it was cut in the mid"],
  ['{"errorType":"E","errorMessage":"cut after a backslash\\', "cut after a backslash"],
  ["not Lambda's form", "not Lambda's form"],
])("messageOf() finds the message in %s", (cause, message) => {
  expect(messageOf(cause)).toBe(message);
});
