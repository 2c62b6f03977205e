import { beforeEach, describe, expect, test } from "vitest";
import {
  createApiHarness,
  taskTokenCanary,
  type Answer,
  type ApiHarness,
} from "../../tests/support/api-harness.ts";
import type { Role, Scope } from "../../shared/contracts/principal.ts";
import { plainTerms } from "../../shared/contracts/approval.ts";
import { askPerson, startRun } from "../../tests/support/sample-run.ts";

let harness: ApiHarness;
let runId: string;
let taskId: string;
let approver: string;

beforeEach(async () => {
  harness = await createApiHarness();
  await harness.publishSample();
  runId = await startRun(harness);
  taskId = await askPerson(harness, runId);
  approver = await harness.token({ roles: ["approver"], subject: "mary" });
});

const decide = (answer: unknown, as: string = approver, id: string = taskId): Promise<Answer> =>
  harness.ask("POST", `/api/v1/human-tasks/${id}/decision`, { as, body: { answer } });
const stored = () => harness.database.tables().tenants.get("acme");

describe("a human task", () => {
  test("shows question, form, evidence and deadline, and never the task token", async () => {
    const { json, text } = await harness.ask("GET", `/api/v1/human-tasks/${taskId}`, { as: approver });
    expect(json).toMatchObject({
      id: taskId,
      status: "open",
      question: "Approve the return of order 12345?",
      evidence: { classify: { intent: "return_request" } },
      execution_id: runId,
      execution_url: `/api/v1/executions/${runId}`,
      deadline: "2026-03-01T13:00:00.000Z",
      can_decide: true,
      answer: null,
    });
    expect(json.form.properties.decision.enum).toEqual(["approve", "reject"]);
    expect(text).not.toContain(taskTokenCanary);
    expect(stored()?.waits[0]?.taskToken).toBe(taskTokenCanary);
  });

  test("says who may not decide that they may not", async () => {
    const as = await harness.token({ roles: ["human_agent"] });
    expect((await harness.ask("GET", `/api/v1/human-tasks/${taskId}`, { as })).json.can_decide).toBe(false);
  });

  test("is none when the wait is not for people", async () => {
    const waitId = await askPerson(harness, runId, { kind: "sandbox", nodePath: "other" });
    expect((await harness.ask("GET", `/api/v1/human-tasks/${waitId}`)).status).toBe(404);
    expect((await decide({ decision: "approve" }, undefined, waitId)).status).toBe(404);
    const list = await harness.ask("GET", "/api/v1/human-tasks");
    expect(list.json.human_tasks.map((task: { id: string }) => task.id)).toEqual([taskId]);
  });

  test("is listed by status", async () => {
    await decide({ decision: "approve" });
    const lists = await Promise.all(
      ["open", "decided"].map((status) => harness.ask("GET", `/api/v1/human-tasks?status=${status}`)),
    );
    expect(lists.map(({ json }) => json.human_tasks.length as number)).toEqual([0, 1]);
  });
});

describe("a decision", () => {
  test("decides the wait, completes the node with the answer and sends the settlement, in one transaction", async () => {
    const answer = await decide({ decision: "approve", comment: "fine" });
    expect(answer.json).toMatchObject({ status: "decided", decided_by: "mary", can_decide: false });
    const tables = stored();
    expect(tables?.waits[0]?.wait).toMatchObject({ status: "decided", decidedBy: "mary" });
    expect(tables?.nodes).toMatchObject([
      { nodePath: "approve", status: "completed", output: { decision: "approve", comment: "fine" } },
    ]);
    expect(harness.sent.at(-1)).toMatchObject({
      topic: "wait.settle",
      body: { tenantId: "acme", waitId: taskId },
    });
    expect(JSON.stringify(harness.sent)).not.toContain(taskTokenCanary);
  });

  test("leaves nothing behind when its transaction fails", async () => {
    harness.database.onCommit(() => {
      throw new Error("crash");
    });
    expect((await decide({ decision: "approve" })).status).toBe(500);
    expect(stored()?.waits[0]?.wait.status).toBe("open");
    expect(stored()?.nodes[0]?.status).toBe("waiting");
    expect(harness.sent.map(({ topic }) => topic)).toEqual(["run.start"]);
  });

  test("is accepted once of many at the same time", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => decide({ decision: index % 2 === 0 ? "approve" : "reject" })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
    expect(harness.sent.filter(({ topic }) => topic === "wait.settle")).toHaveLength(1);
    const accepted = answers.find(({ status }) => status === 200);
    expect(stored()?.nodes[0]?.output).toEqual(accepted?.json.answer);
  });

  test("comes too late after the deadline", async () => {
    harness.clock.nowMs += 3_600_000;
    const as = await harness.token({ roles: ["approver"] });
    const answer = await decide({ decision: "approve" }, as);
    expect([answer.status, answer.json.code]).toEqual([410, "deadline-passed"]);
    expect(stored()?.waits[0]?.wait.status).toBe("open");
  });

  test("comes too late when the wait has expired", async () => {
    await harness.database.tenant("acme", (tx) => tx.waits.expire(taskId, harness.clock.nowMs));
    expect((await decide({ decision: "approve" })).status).toBe(410);
  });

  test("is a conflict when the run was stopped", async () => {
    await harness.ask("POST", `/api/v1/executions/${runId}/stop`);
    const answer = await decide({ decision: "approve" });
    expect([answer.status, answer.json.code]).toEqual([409, "cancelled"]);
  });

  test("has all its mistakes reported", async () => {
    const answer = await decide({ decision: "maybe", comment: "x".repeat(21), extra: 1 });
    expect(answer.status).toBe(422);
    const pointers = answer.json.errors.map((error: { pointer: string }) => error.pointer);
    expect(pointers.toSorted()).toEqual(["#/answer", "#/answer/comment", "#/answer/decision"]);
    expect(stored()?.waits[0]?.wait.status).toBe("open");
  });

  test.each([undefined, null, "approve", ["approve"]])("has to be an object: %s", async (value) => {
    expect((await decide(value)).status).toBe(422);
  });

  test("is possible by name, and for an owner always", async () => {
    const named = await askPerson(harness, runId, { nodePath: "second", allowed: { subjects: ["fred"] } });
    const fred = await harness.token({ roles: ["human_agent"], subject: "fred" });
    const other = await harness.token({ roles: ["human_agent"], subject: "ann" });
    expect((await decide({ decision: "approve" }, other, named)).status).toBe(403);
    expect((await decide({ decision: "approve" }, fred, named)).status).toBe(200);
    const owner = await harness.token({ roles: ["owner"] });
    expect((await decide({ decision: "reject" }, owner)).status).toBe(200);
  });

  test.each([2, 3])("of %d people is one only if they say the same", async (quorum) => {
    const id = await askPerson(harness, runId, { nodePath: "plan", terms: { ...plainTerms, quorum } });
    const as = await Promise.all(
      ["ann", "bob", "cleo"].map((subject) => harness.token({ roles: ["approver"], subject })),
    );
    const say = (who: number, comment: string, round = 1) =>
      harness.ask("POST", `/api/v1/human-tasks/${id}/decision`, {
        as: as[who]!,
        body: { answer: { decision: "approve", comment }, round },
      });
    expect((await say(0, "a week")).json).toMatchObject({ status: "open", round: 1 });
    const other = await say(1, "two weeks");
    expect(other.json).toMatchObject({
      status: "open",
      round: 2,
      can_decide: false,
      changes: [{ name: "answer", before: { comment: "a week" }, after: { comment: "two weeks" } }],
      decisions: [
        { person: "ann", counts: false },
        { person: "bob", counts: true },
      ],
    });
    expect((await say(2, "two weeks")).json.code).toBe("round-changed");
    for (let index = 2; index < quorum; index += 1)
      expect((await say(2, "two weeks", 2)).json).toMatchObject({ status: "open", round: 2 });
    const last = await say(0, "two weeks", 2);
    expect(last.json).toMatchObject({ status: "decided", answer: { comment: "two weeks" } });
    expect(harness.sent.filter(({ topic }) => topic === "wait.settle")).toHaveLength(1);
  });

  test("is one person's, whatever they come with", async () => {
    const terms = { ...plainTerms, quorum: 2, requesterMayDecide: false, requesters: ["olga"] };
    const id = await askPerson(harness, runId, { nodePath: "plan", terms });
    const key = (owner: string) => harness.apiKey({ roles: ["approver"], owner });
    const approve = async (as: string) => (await decide({ decision: "approve" }, as, id)).json;
    expect(await approve(await key("olga"))).toMatchObject({ code: "requester" });
    expect(await approve(await key("mary"))).toMatchObject({ status: "open" });
    expect(await approve(await key("mary"))).toMatchObject({ code: "decided-by-you" });
    expect(await approve(approver)).toMatchObject({ code: "decided-by-you" });
    expect((await harness.ask("GET", `/api/v1/human-tasks/${id}`, { as: approver })).json.can_decide).toBe(
      false,
    );
    const nobodys = await harness.apiKey({ roles: ["approver"], owner: null });
    expect(await approve(nobodys)).toMatchObject({ code: "unknown-person" });
    expect(await approve(await key("bob"))).toMatchObject({ status: "decided" });
  });

  test("is not made again under another Idempotency-Key", async () => {
    const send = (key: string) =>
      harness.ask("POST", `/api/v1/human-tasks/${taskId}/decision`, {
        as: approver,
        body: { answer: { decision: "approve" } },
        headers: { "Idempotency-Key": key },
      });
    const answers = [await send("a"), await send("b"), await send("a")];
    expect(answers.map(({ status }) => status)).toEqual([200, 409, 200]);
    expect(harness.sent.filter(({ topic }) => topic === "wait.settle")).toHaveLength(1);
  });

  test("counts until the moment before the deadline", async () => {
    harness.clock.nowMs += 3_599_999;
    expect((await decide({ decision: "approve" })).status).toBe(200);
  });

  test.each(["GET", "HEAD"])("is never made by a %s", async (method) => {
    for (const path of [`/api/v1/human-tasks/${taskId}`, `/api/v1/human-tasks/${taskId}/decision`]) {
      for (const query of ["", "?answer[decision]=approve", "?decision=approve"]) {
        await harness.ask(method, path + query, { as: approver });
      }
    }
    expect(stored()?.waits[0]?.wait.status).toBe("open");
    expect(harness.sent.map(({ topic }) => topic)).toEqual(["run.start"]);
  });
});

describe("an answer to a question back", () => {
  const answer = async (scopes: Scope[], roles: Role[] = ["owner"]): Promise<number> => {
    const as = await harness.apiKey({ roles, scopes });
    const path = `/api/v1/human-tasks/${taskId}/questions/1/answer`;
    return (await harness.ask("POST", path, { as, body: { answer: "Because." } })).status;
  };

  beforeEach(async () => {
    const asked = { waitId: taskId, askedBy: "mary", question: "Why?", askedAtMs: harness.clock.nowMs };
    await harness.database.tenant("acme", (tx) => tx.questions.ask(asked));
  });

  test.each<Scope[]>([["human-tasks:read"], ["executions:write"], ["executions:write", "executions:read"]])(
    "is refused to who holds no more than %s",
    async (...scopes) => {
      expect(await answer(scopes)).toBe(403);
    },
  );

  test.each<Scope[]>([["human-tasks:decide"], ["executions:write", "human-tasks:read"]])(
    "is possible with %s",
    async (...scopes) => {
      expect(await answer(scopes)).toBe(200);
    },
  );

  test("needs what the document says", async () => {
    const { json } = await harness.ask("GET", "/api/v1/openapi.json", { as: null });
    const { security } = json.paths["/api/v1/human-tasks/{id}/questions/{number}/answer"].post;
    expect(security).toEqual([
      { token: ["human-tasks:decide"] },
      { apiKey: ["human-tasks:decide"] },
      { token: ["executions:write", "human-tasks:read"] },
      { apiKey: ["executions:write", "human-tasks:read"] },
    ]);
  });
});
