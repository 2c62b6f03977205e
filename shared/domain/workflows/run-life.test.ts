import { describe, expect, test } from "vitest";
import {
  acceptedRun,
  runId,
  sampleRevision,
  startMessage,
  tenantId,
} from "../../../tests/support/run-fixture.ts";
import {
  ConflictError,
  NotFoundError,
  OutputTooLargeError,
  ToolFailedError,
} from "../../contracts/errors.ts";
import { endStoppedRun } from "./end-stopped-run.ts";
import { sendUnsent } from "./outbox.ts";
import { reconcileRun } from "./reconcile-run.ts";
import { messageOf, recordFailure } from "./record-failure.ts";
import { recordRun } from "./record-run.ts";
import { startRun } from "./start-run.ts";
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

describe("startRun() of a deployed workflow", () => {
  test("starts the deployed machine, with what the conditions of any live revision read", async () => {
    const { services, database, machines } = await acceptedRun({ deployed: true });
    await database.tenant(tenantId, (tx) =>
      tx.workflows.publish({ ...sampleRevision("newer", [["topic"]]), deployed: true }),
    );
    await startRun(message, services);
    expect(machines.started).toMatchObject([{ input: { tier: "gold", topic: "sing" } }]);
    expect(machines.startedOn).toEqual([{ workflowName: "sample", digest: "digest", deployed: true }]);
  });

  test("never makes its machine: a release does that", async () => {
    const { services } = await acceptedRun({ deployed: true });
    const missing = () => Promise.reject(new NotFoundError("no machine"));
    const publish = () => Promise.reject(new Error("published"));
    const stateMachines = { ...services.stateMachines, start: missing, publish };
    await expect(startRun(message, { ...services, stateMachines })).rejects.toThrow("no machine");
  });
});

describe("the revision that executes", () => {
  test("is the one that tasks name, and the run's record says so", async () => {
    const { services, database, current } = await acceptedRun({ deployed: true });
    const older = sampleRevision("older", []);
    await database.tenant(tenantId, (tx) => tx.workflows.publish({ ...older, deployed: true }));
    const seen = await workOnNode(
      { ...think, revision: "older" },
      "agent",
      services,
      async ({ workflow }) => ({
        output: { version: workflow.version },
        toolErrors: 0,
        toolSuccess: true,
      }),
    );
    expect(seen.ref).toBe(`${runId}/think`);
    expect(await current()).toMatchObject({ workflowDigest: "older", workflowVersion: "2" });
  });

  test("is told also by a run that failed before any of its nodes", async () => {
    const { services, database, current } = await acceptedRun({ deployed: true });
    await database.tenant(tenantId, (tx) => tx.workflows.publish(sampleRevision("older", [])));
    const outcome = { kind: "failed", error: "States.Runtime", cause: "" } as const;
    await recordRun({ ...message, revision: "older", outcome }, services);
    expect(await current()).toMatchObject({ status: "failed", workflowDigest: "older" });
  });

  test("is the accepted one where a machine of an older release names none", async () => {
    const { services, current } = await acceptedRun();
    await workOnNode(think, "agent", services, done({}));
    expect(await current()).toMatchObject({ workflowDigest: "digest", workflowVersion: "1" });
  });

  test("is never one of another workflow, or one that is not stored", async () => {
    const { services, database } = await acceptedRun();
    await database.tenant(tenantId, (tx) => tx.workflows.publish(sampleRevision("foreign", [], "other")));
    for (const revision of ["foreign", "unknown"]) {
      const work = workOnNode({ ...think, revision }, "agent", services, done({}));
      await expect(work).rejects.toThrow(NotFoundError);
    }
  });
});

describe("reconcileRun()", () => {
  const hour = 3_600_000;
  const gone = { status: "unknown" } as const;

  test("settles a run whose execution was stopped from outside", async () => {
    const { services, machines, current } = await acceptedRun();
    await startRun(message, services);
    machines.answers.describe = { status: "stopped", error: "Operator", cause: "by hand" };
    expect(await reconcileRun(message, services)).toBe(true);
    expect(await current()).toMatchObject({
      status: "stopped",
      error: { name: "Operator", message: "by hand" },
    });
  });

  test("leaves a run alone whose execution still works", async () => {
    const { services, current } = await acceptedRun();
    await startRun(message, services);
    expect(await reconcileRun(message, services)).toBe(false);
    expect(await current()).toMatchObject({ status: "running" });
  });

  test("settles a run whose execution was there once", async () => {
    const { services, clock, machines, current } = await acceptedRun();
    await startRun(message, services);
    machines.answers.describe = gone;
    expect(await reconcileRun(message, services)).toBe(false);
    clock.nowMs += hour;
    expect(await reconcileRun(message, services)).toBe(true);
    expect(await current()).toMatchObject({ status: "failed", error: { name: "ExecutionLost" } });
  });

  test("waits for an execution that has yet to start", async () => {
    const { services, clock, machines, current } = await acceptedRun();
    machines.answers.describe = gone;
    clock.nowMs += hour;
    expect(await reconcileRun(message, services)).toBe(false);
    expect(await current()).toMatchObject({ status: "queued" });
  });
});

test("sendUnsent() sends all that stayed unsent, once", async () => {
  const { services, database, clock, sent } = await acceptedRun();
  const count = 101;
  await database.tenant(tenantId, async (tx) => {
    for (let number = 0; number < count; number += 1)
      await tx.outbox.add(startMessage(`m${number}`, clock.nowMs));
  });
  expect(await sendUnsent(services)).toBe(count);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(count);
  expect(await sendUnsent(services)).toBe(0);
});

test.each([
  ['{"errorType":"E","errorMessage":"no \\"such\\" order","trace":[]}', 'no "such" order'],
  ['{"errorType":"E","errorMessage":"it was cut in the mid', "it was cut in the mid"],
  ['{"errorType":"E","errorMessage":"cut after a backslash\\', "cut after a backslash"],
  ["not Lambda's form", "not Lambda's form"],
])("messageOf() finds the message in %s", (cause, message) => {
  expect(messageOf(cause)).toBe(message);
});
