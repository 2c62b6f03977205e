import { describe, expect, test } from "vitest";
import { acceptedRun, runId, tenantId } from "../../../tests/support/run-fixture.ts";
import { recordingTool } from "../agents/testing.ts";
import { createToolRegistry } from "../tools/tool-registry.ts";
import { expireWait } from "./expire-wait.ts";
import { openWait } from "./open-wait.ts";
import { settleWait } from "./settle-wait.ts";

const task = { tenantId, runId, nodeId: "ask", taskToken: "token-1" };
type Fixture = Awaited<ReturnType<typeof acceptedRun>>;

async function opened() {
  const fixture = await acceptedRun();
  const { waitId } = await openWait(task, fixture.services);
  return { fixture, waitId };
}

/** What the API does when a person answers. */
function decide({ database, clock }: Fixture, waitId: string): Promise<boolean> {
  const answer = { decision: "approve" };
  return database.tenant(tenantId, async (tx) => {
    const accepted = await tx.waits.decide(waitId, { by: "mia", answer, atMs: clock.nowMs });
    if (accepted) await tx.nodes.complete(runId, "ask", answer, clock.nowMs);
    return accepted;
  });
}

describe("openWait()", () => {
  test("asks the rendered question, with a deadline, and shows no token", async () => {
    const { fixture, waitId } = await opened();
    const wait = await fixture.database.tenant(tenantId, (tx) => tx.waits.get(waitId));
    expect(wait).toMatchObject({
      question: "May I sing?",
      status: "open",
      expiresAtMs: fixture.clock.nowMs + 60_000,
    });
    expect(JSON.stringify(wait)).not.toContain("token-1");
  });

  test("keeps the wait when its state is tried again, and answers to the new token", async () => {
    const { fixture, waitId } = await opened();
    expect(await openWait({ ...task, taskToken: "token-2" }, fixture.services)).toEqual({ waitId });
    await decide(fixture, waitId);
    await settleWait({ tenantId, waitId }, fixture.services);
    expect(fixture.machines.settled.map(({ taskToken }) => taskToken)).toEqual(["token-2"]);
  });

  test("sends the answer again when it was given before the state was tried again", async () => {
    const { fixture, waitId } = await opened();
    await decide(fixture, waitId);
    await openWait({ ...task, taskToken: "token-2" }, fixture.services);
    expect(fixture.sent).toMatchObject([{ topic: "wait.settle", body: { waitId } }]);
    expect(fixture.checks).toMatchObject([{ check: { runId }, delaySeconds: 60 }]);
  });
});

test("openWait() asks nobody for a run that ended while it fetched what the question rests on", async () => {
  const fixture = await acceptedRun();
  const { database, clock, services } = fixture;
  const error = { name: "RunStopped", message: "Stopped." };
  const stopped = { status: "stopped", decision: null, handover: null, error } as const;
  const world = recordingTool("world", () => ({}), []);
  const run = async () => {
    await database.tenant(tenantId, (tx) => tx.runs.end(runId, stopped, clock.nowMs));
    return {};
  };
  const stillTrue = [{ name: "x", tool: "world", input: {}, expression: "`true`" }];
  const rest = { quorum: 1, requesterMayDecide: true, deadline: null };
  await database.tenant(tenantId, async (tx) => {
    const revision = (await tx.workflows.getRevision("digest"))!;
    const ask = { ...revision.workflow.nodes["ask"]!, approval: { allowed: {}, ...rest, stillTrue } };
    const nodes = { ...revision.workflow.nodes, ask } as typeof revision.workflow.nodes;
    await tx.workflows.publish({ ...revision, digest: "checked", workflow: { ...revision.workflow, nodes } });
  });
  const tools = createToolRegistry([{ ...world, effect: "read", run }]);
  const opening = openWait({ ...task, revision: "checked" }, { ...services, tools });
  await expect(opening).rejects.toThrow("has ended (stopped)");
  expect(await database.tenant(tenantId, (tx) => tx.waits.getByNode(runId, "ask"))).toBeNull();
});

describe("settleWait()", () => {
  test("hands over exactly what conditions read", async () => {
    const { fixture, waitId } = await opened();
    await decide(fixture, waitId);
    await settleWait({ tenantId, waitId }, fixture.services);
    const output = { ref: `${runId}/ask`, fields: { decision: "approve" }, consecutiveErrors: 0 };
    expect(fixture.machines.settled).toEqual([{ taskToken: "token-1", output }]);
  });

  test("does nothing for a wait that nobody answered", async () => {
    const { fixture, waitId } = await opened();
    await settleWait({ tenantId, waitId }, fixture.services);
    await settleWait({ tenantId, waitId: "task_unknown" }, fixture.services);
    expect(fixture.machines.settled).toEqual([]);
  });

  test("is content when nothing waits with the token any more", async () => {
    const { fixture, waitId } = await opened();
    fixture.machines.answers.settle = "gone";
    await decide(fixture, waitId);
    await expect(settleWait({ tenantId, waitId }, fixture.services)).resolves.toBeUndefined();
  });
});

describe("expireWait()", () => {
  test("closes an open wait: a later answer is refused, and the node has failed", async () => {
    const { fixture, waitId } = await opened();
    expect(await expireWait(task, fixture.services)).toEqual({ outcome: "expired" });
    expect(await decide(fixture, waitId)).toBe(false);
    const node = await fixture.database.tenant(tenantId, (tx) => tx.nodes.get(runId, "ask"));
    expect(node).toMatchObject({ status: "failed", error: { name: "HumanTimeoutError" } });
  });

  test("has the run checked again, as nobody did while a person was waited for", async () => {
    const { fixture } = await opened();
    await expireWait(task, fixture.services);
    expect(fixture.checks).toMatchObject([{ check: { runId }, delaySeconds: 60 }]);
  });

  test("goes on with an answer that was accepted before it", async () => {
    const { fixture, waitId } = await opened();
    expect(await decide(fixture, waitId)).toBe(true);
    expect(await expireWait(task, fixture.services)).toEqual({
      outcome: "answered",
      ref: `${runId}/ask`,
      fields: { decision: "approve" },
    });
  });

  test("says the same when it is asked twice", async () => {
    const { fixture } = await opened();
    await expireWait(task, fixture.services);
    expect(await expireWait(task, fixture.services)).toEqual({ outcome: "expired" });
  });
});
