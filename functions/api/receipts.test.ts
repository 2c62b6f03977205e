import { beforeEach, describe, expect, test } from "vitest";
import { createApiHarness, type ApiHarness } from "../../tests/support/api-harness.ts";
import { askPerson, startRun } from "../../tests/support/sample-run.ts";

let harness: ApiHarness;
let taskIds: string[];

beforeEach(async () => {
  harness = await createApiHarness();
  await harness.publishSample();
  const runId = await startRun(harness);
  taskIds = [];
  for (const nodePath of ["one", "two", "three"]) taskIds.push(await askPerson(harness, runId, { nodePath }));
  const as = await harness.token({ roles: ["approver"], subject: "mary" });
  const answers = { one: { decision: "approve", comment: "a secret" }, two: { decision: "reject" } };
  for (const [index, answer] of [answers.one, answers.two].entries())
    await harness.ask("POST", `/api/v1/human-tasks/${taskIds[index]}/decision`, { as, body: { answer } });
});

const receipts = async (path: string) => (await harness.ask("GET", `/api/v1${path}`)).json.receipts;

describe("receipts", () => {
  test("say who decided what, in hashes, each bound to the one before", async () => {
    const [first, second, ...more] = await receipts("/receipts");
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      seq: 1,
      kind: "decided",
      task_id: taskIds[0],
      subject: "mary",
      person: "mary",
      verdict: "approve",
      previous_hash: "0".repeat(64),
    });
    expect(second).toMatchObject({ seq: 2, verdict: "reject", previous_hash: first.hash });
    expect(JSON.stringify([first, second])).not.toContain("secret");
  });

  test("come after a number, as many as are asked for", async () => {
    expect(await receipts("/receipts?limit=1")).toMatchObject([{ seq: 1 }]);
    expect(await receipts("/receipts?after=1&limit=5")).toMatchObject([{ seq: 2 }]);
    expect(await receipts("/receipts?after=2")).toEqual([]);
  });

  test.each(["after=-1", "after=x", "limit=0", "limit=1001", "cursor=x"])("refuse %s", async (query) => {
    expect((await harness.ask("GET", `/api/v1/receipts?${query}`)).status).toBe(400);
  });

  test("are shown for one task", async () => {
    expect(await receipts(`/human-tasks/${taskIds[1]}/receipts`)).toMatchObject([{ seq: 2 }]);
    expect(await receipts(`/human-tasks/${taskIds[1]}/receipts?after=2`)).toEqual([]);
    expect(await receipts(`/human-tasks/${taskIds[2]}/receipts`)).toEqual([]);
    const unknown = `/api/v1/human-tasks/task_${"0".repeat(32)}/receipts`;
    expect((await harness.ask("GET", unknown)).status).toBe(404);
  });

  test("are nobody else's", async () => {
    const as = await harness.token({ roles: ["owner"], tenantId: "other" });
    expect((await harness.ask("GET", "/api/v1/receipts", { as })).json.receipts).toEqual([]);
    expect((await harness.ask("GET", `/api/v1/human-tasks/${taskIds[0]}/receipts`, { as })).status).toBe(404);
  });
});
