import { beforeEach, describe, expect, test } from "vitest";
import { createApiHarness, type Answer, type ApiHarness } from "../../tests/support/api-harness.ts";
import { askPerson, finishRun, startRun } from "../../tests/support/sample-run.ts";
import { sampleSource } from "../../tests/support/sample-workflow.ts";

let harness: ApiHarness;
const execute = "/api/v1/workflows/execute";
const body = { workflow_id: "returns", input_data: { customer_message: "hello" } };
const hourMs = 3_600_000;

beforeEach(async () => {
  harness = await createApiHarness();
  await harness.publishSample();
});

const post = (path: string, sent: unknown, key = "key-1", as?: string): Promise<Answer> =>
  harness.ask("POST", path, {
    body: sent,
    headers: { "Idempotency-Key": key },
    ...(as !== undefined && { as }),
  });
const runs = () => harness.database.tables().tenants.get("acme")?.runs ?? [];
const replayed = (answer: Answer) => answer.headers.get("Idempotency-Replayed");

describe("Idempotency-Key", () => {
  test("replays the stored answer with its status and Location", async () => {
    const first = await post(execute, body);
    const second = await post(execute, body);
    expect(replayed(first)).toBeNull();
    expect(replayed(second)).toBe("true");
    expect([second.status, second.text]).toEqual([first.status, first.text]);
    expect(second.headers.get("Location")).toBe(first.headers.get("Location"));
    expect(runs()).toHaveLength(1);
  });

  test("refuses another body", async () => {
    await post(execute, body);
    const answer = await post(execute, { ...body, input_data: { customer_message: "other" } });
    expect([answer.status, answer.json.code]).toEqual([422, "idempotency-key-reused"]);
    expect(runs()).toHaveLength(1);
  });

  test("refuses another caller, who is shown nothing of the first one's answer", async () => {
    const first = await harness.token({ roles: ["consumer"], subject: "customer-1" });
    const second = await harness.token({ roles: ["consumer"], subject: "customer-2" });
    await post(execute, body, "1", first);
    expect((await post(execute, body, "1", second)).status).toBe(422);
  });

  test("belongs to its tenant and its route", async () => {
    await harness.publishSample("other");
    const stranger = await harness.token({ tenantId: "other", roles: ["owner"] });
    const answers = [await post(execute, body), await post(execute, body, "key-1", stranger)];
    answers.push(await post("/api/v1/workflows", { source: sampleSource }));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 201]);
    expect(answers.map(replayed)).toEqual([null, null, null]);
  });

  test("is in flight until the first request has its answer", async () => {
    const during: Answer[] = [];
    harness.hooks.onSleep = async () => {
      if (during.length === 0) during.push(await post(execute, { ...body, wait_seconds: 2 }));
    };
    expect((await post(execute, { ...body, wait_seconds: 2 })).status).toBe(202);
    expect(during.map((answer) => [answer.status, answer.json.code])).toEqual([[409, "request-in-flight"]]);
    expect(runs()).toHaveLength(1);
  });

  test("has one effect when sent twenty times at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(execute, body)));
    expect(runs()).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 202 && status !== 409)).toEqual([]);
    expect(harness.sent.filter(({ topic }) => topic === "run.start")).toHaveLength(1);
  });

  test("is free again after a request that was refused", async () => {
    expect((await post(execute, { ...body, workflow_id: "unknown" })).status).toBe(404);
    expect((await post(execute, { ...body, input_data: {} })).status).toBe(422);
    expect((await post(execute, body)).status).toBe(202);
  });

  test("is forgotten after 24 hours, when the same request still finds its run", async () => {
    const first = await post(execute, body);
    harness.clock.nowMs += 25 * hourMs;
    const other = { ...body, input_data: { customer_message: "other" } };
    const second = await post(execute, other);
    expect(second.status).toBe(202);
    expect(second.json.execution_id).not.toBe(first.json.execution_id);
    harness.clock.nowMs += 25 * hourMs;
    expect((await post(execute, body)).json.execution_id).toBe(first.json.execution_id);
  });

  test.each(["", "x".repeat(256)])("has 1 to 255 characters", async (key) => {
    expect((await post(execute, body, key)).status).toBe(400);
  });

  test("may have 255 characters", async () => {
    expect((await post(execute, body, "x".repeat(255))).status).toBe(202);
  });
});

describe("a process that dies", () => {
  /** Fails every commit from the n-th on, as a process does that is gone. */
  function dieAtCommit(count: number): void {
    let commits = 0;
    harness.database.onCommit(() => {
      commits += 1;
      if (commits >= count) throw new Error("killed");
    });
  }
  const comeBack = () => harness.database.onCommit(null);

  // Commits of execute: key taken, run accepted, message marked as sent, view read, answer recorded.
  test.each([1, 2, 3, 4, 5])("at commit %i of execute leaves one run for the same request", async (count) => {
    dieAtCommit(count);
    await post(execute, body);
    comeBack();
    const early = await post(execute, body);
    harness.clock.nowMs += 61_000;
    const late = early.status === 409 ? await post(execute, body) : early;
    expect(late.status).toBe(202);
    expect(runs().map(({ runId }) => runId)).toEqual([late.json.execution_id]);
    const starts = harness.database.tables().outbox.filter(({ message }) => message.topic === "run.start");
    expect(starts).toHaveLength(1);
  });

  test("after a decision has its answer replayed, not refused as decided", async () => {
    const runId = await startRun(harness);
    const path = `/api/v1/human-tasks/${await askPerson(harness, runId)}/decision`;
    const decision = { answer: { decision: "approve" } };
    // Commits: key taken, task looked at, decision accepted; the rest of the process is gone.
    dieAtCommit(4);
    const first = await post(path, decision);
    comeBack();
    const second = await post(path, decision);
    expect([second.status, replayed(second)]).toEqual([200, "true"]);
    expect(second.text).toBe(first.text);
    const settlements = harness.database
      .tables()
      .outbox.filter(({ message }) => message.topic === "wait.settle");
    expect(settlements).toHaveLength(1);
  });

  test("after stopping or publishing finds it done", async () => {
    const runId = await startRun(harness);
    const requests: [string, unknown, number][] = [
      [`/api/v1/executions/${runId}/stop`, {}, 200],
      ["/api/v1/workflows", { source: sampleSource }, 201],
    ];
    for (const [path, sent, status] of requests) {
      dieAtCommit(3);
      await post(path, sent);
      comeBack();
      harness.clock.nowMs += 61_000;
      expect([path, (await post(path, sent)).status]).toEqual([path, status]);
    }
    expect(harness.sent.filter(({ topic }) => topic === "run.stop").length).toBeLessThanOrEqual(1);
  });
});

test("a request that ends under its key replays its end, not its acceptance", async () => {
  harness.hooks.onSleep = async () => {
    for (const { runId } of runs()) await finishRun(harness, runId);
  };
  const first = await post(execute, { ...body, wait_seconds: 5 });
  const second = await post(execute, { ...body, wait_seconds: 5 });
  expect([first.status, second.status, second.json.status]).toEqual([200, 200, "completed"]);
});
