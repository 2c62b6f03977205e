import { beforeEach, describe, expect, test } from "vitest";
import { acceptedRun, runId, tenantId } from "../../../tests/support/run-fixture.ts";
import type { ApprovalContract } from "../../contracts/approval.ts";
import { ConflictError, ToolNotGrantedError } from "../../contracts/errors.ts";
import type { JsonObject } from "../../contracts/json.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { Tool } from "../../contracts/tool.ts";
import { agent, MemoryStepLog, noTimers, recordingTool, scriptedModel } from "../agents/testing.ts";
import { createToolRegistry } from "../tools/tool-registry.ts";
import { runReasoningAgent } from "../agents/run-reasoning-agent.ts";
import { decideWait } from "../waits/decide-wait.ts";
import { expireWait } from "../waits/expire-wait.ts";
import { openWait } from "../waits/open-wait.ts";
import { settleWait } from "../waits/settle-wait.ts";
import { createApprovalGate } from "./approval-gate.ts";
import { CallSuspended } from "./call-suspended.ts";

type Fixture = Awaited<ReturnType<typeof acceptedRun>>;
let fixture: Fixture;
let calls: Parameters<typeof recordingTool>[2];
let tool: Tool;
const input = { order_id: "1", amount_usd: 5 };
const contract: ApprovalContract = {
  allowed: { roles: ["approver"] },
  quorum: 1,
  requesterMayDecide: false,
  deadline: { kind: "elapsed", seconds: 60 },
  stillTrue: [],
};
const mary: Principal = { tenantId, subject: "mary", roles: ["approver"], scopes: ["human-tasks:decide"] };

beforeEach(async () => {
  fixture = await acceptedRun();
  calls = [];
  tool = { ...recordingTool("shop.refund", () => ({ ok: 1 }), calls), requiresApproval: true };
});

async function gate(changes: Partial<ApprovalContract> = {}) {
  const run = (await fixture.current())!;
  return createApprovalGate(
    { run, nodeId: "refund", contract: { ...contract, ...changes }, upstream: { think: "x" } },
    fixture.services,
  );
}
const leave = async (stepNo = 1, wanted: JsonObject = input) =>
  (await gate()).leaveFor({ stepNo, tool, input: wanted });
const waitAt = (stepNo = 1) =>
  fixture.database.tenant(tenantId, (tx) => tx.waits.getByNode(runId, `refund/${stepNo}`));
async function decide(answer: JsonObject, stepNo = 1): Promise<void> {
  const wait = (await waitAt(stepNo))!;
  const argumentsHash = wait.terms.call?.argumentsHash ?? "";
  await decideWait(mary, { waitId: wait.waitId, answer, argumentsHash }, fixture.services, async () => {});
}

describe("leave for a call", () => {
  test("is asked for once, and waited for", async () => {
    const stopped = await leave().catch((error: unknown) => error);
    expect(stopped).toBeInstanceOf(CallSuspended);
    expect((stopped as CallSuspended).call).toEqual({ stepNo: 1, timeoutSeconds: 60 });
    const wait = await waitAt();
    expect(wait).toMatchObject({
      kind: "approval",
      evidence: { think: "x" },
      terms: { requesters: ["ann"], call: { arguments: input } },
    });
    fixture.clock.nowMs += 20_000;
    await expect(leave()).rejects.toMatchObject({ call: { stepNo: 1, timeoutSeconds: 40 } });
    expect(await waitAt()).toEqual(wait);
  });

  test("is used up by the call, which may ask again, and by no other", async () => {
    await leave().catch(() => {});
    await decide({ decision: "approve" });
    expect(await leave()).toEqual({ kind: "granted", input, edited: false });
    expect(await leave()).toEqual({ kind: "granted", input, edited: false });
    await expect(leave(1, { ...input, amount_usd: 6 })).rejects.toThrow(ConflictError);
    await expect(leave(2)).rejects.toThrow(CallSuspended);
    const receipts = await fixture.database.tenant(tenantId, (tx) => tx.receipts.list(0, 9));
    expect(receipts.map(({ kind }) => kind)).toEqual(["decided", "granted", "consumed"]);
    expect(new Set(receipts.map(({ argumentsHash }) => argumentsHash)).size).toBe(1);
  });

  test("is for what the approver made of it", async () => {
    await leave().catch(() => {});
    const less = { order_id: "1", amount_usd: 1 };
    await decide({ decision: "edit", arguments: less });
    expect(await leave()).toEqual({ kind: "granted", input: less, edited: true });
  });

  test("is not given for arguments that somebody changed in the store afterwards", async () => {
    await leave().catch(() => {});
    await decide({ decision: "approve" });
    const wait = (await waitAt())!;
    const call = { ...wait.terms.call!, arguments: { ...input, amount_usd: 500 } };
    await fixture.database.tenant(tenantId, (tx) => tx.waits.setTerms(wait.waitId, { ...wait.terms, call }));
    await expect(leave()).rejects.toThrow(ToolNotGrantedError);
  });

  test("is refused with the person's reason, or because nobody decided in time", async () => {
    await leave().catch(() => {});
    await decide({ decision: "reject", comment: "Too much." });
    expect(await leave()).toEqual({ kind: "refused", message: "a person refused this call: Too much." });
    await leave(2).catch(() => {});
    fixture.clock.nowMs += 60_000;
    const late = await leave(2);
    expect(late).toMatchObject({ kind: "refused", message: expect.stringContaining("deadline") });
    expect(await leave(2)).toEqual(late);
    await expect(decide({ decision: "approve" }, 2)).rejects.toThrow("time");
  });
});

describe("a run that has ended", () => {
  const end = () => {
    const error = { name: "RunStopped", message: "Stopped." };
    const stopped = { status: "stopped", decision: null, handover: null, error } as const;
    return fixture.database.tenant(tenantId, async (tx) => {
      await tx.runs.end(runId, stopped, fixture.clock.nowMs);
      await tx.waits.cancelOfRun(runId, fixture.clock.nowMs);
    });
  };

  test("asks nobody, also when it ended while facts were fetched", async () => {
    const late = await gate({ stillTrue: [{ name: "x", tool: "world", input: {}, expression: "`true`" }] });
    const world = recordingTool("world", () => ({}), []);
    const tools = createToolRegistry([{ ...world, effect: "read", run: async () => (await end(), {}) }]);
    fixture.services.tools = tools;
    await expect(late.leaveFor({ stepNo: 1, tool, input })).rejects.toThrow("has ended (stopped)");
    expect(await waitAt()).toBeNull();
    await expect(leave(2)).rejects.toThrow(ConflictError);
    expect(await waitAt(2)).toBeNull();
  });

  test("makes no call, even with leave that was given before", async () => {
    await leave().catch(() => {});
    await decide({ decision: "approve" });
    await end();
    await expect(leave()).rejects.toThrow("has ended (stopped)");
    const { waitId } = (await waitAt())!;
    const grant = await fixture.database.tenant(tenantId, (tx) => tx.grants.ofWait(waitId));
    expect(grant).toMatchObject({ consumedAtMs: null });
  });

  test("takes no decision", async () => {
    await leave().catch(() => {});
    await end();
    await expect(decide({ decision: "approve" })).rejects.toMatchObject({ details: { code: "cancelled" } });
  });
});

describe("the wait for a call", () => {
  const task = { tenantId, runId, nodeId: "refund", stepNo: 1, taskToken: "token" };

  test("hands the decision to the state that waits, whichever comes first", async () => {
    await leave().catch(() => {});
    await decide({ decision: "approve" });
    const { waitId } = (await waitAt())!;
    await settleWait({ tenantId, waitId }, fixture.services);
    expect(fixture.machines.settled).toEqual([]);
    expect(await openWait(task, fixture.services)).toEqual({ waitId });
    expect(fixture.sent.map(({ topic }) => topic)).toEqual(["wait.settle"]);
    await settleWait({ tenantId, waitId }, fixture.services);
    expect(fixture.machines.settled).toMatchObject([{ taskToken: "token", output: { fields: null } }]);
  });

  test("ends with the machine's timeout, unless it was decided before", async () => {
    await leave().catch(() => {});
    await leave(2).catch(() => {});
    await decide({ decision: "approve" });
    expect(await expireWait(task, fixture.services)).toMatchObject({ outcome: "answered" });
    expect(await expireWait({ ...task, stepNo: 2 }, fixture.services)).toEqual({ outcome: "expired" });
    expect((await waitAt(2))?.status).toBe("expired");
  });

  test("is none where nobody was asked", async () => {
    await expect(openWait(task, fixture.services)).rejects.toThrow("Nobody was asked");
  });
});

describe("an agent with a tool that needs approval", () => {
  const run = async (steps: MemoryStepLog) =>
    runReasoningAgent(
      {
        agent: agent({ prompt: "Go" }),
        scope: { input: {} },
        tenantId,
        runId,
        nodePath: "refund",
        tools: [tool],
        approvals: await gate(),
      },
      {
        model: scriptedModel([{ calls: [["shop.refund", input]] }, "done"]),
        steps,
        nowMs: () => 0,
        timers: noTimers,
      },
    );

  test("stops before the call, and goes on from its recorded step", async () => {
    const steps = new MemoryStepLog();
    await expect(run(steps)).rejects.toThrow(CallSuspended);
    await expect(run(steps)).rejects.toThrow(CallSuspended);
    expect([steps.steps.length, calls]).toEqual([1, []]);
    await decide({ decision: "approve" });
    expect(await run(steps)).toMatchObject({ output: { answer: "done" } });
    expect(calls).toMatchObject([{ input, context: { idempotencyKey: `${runId}/refund/1` } }]);
  });

  test("calls again under the same key when it died before it recorded the outcome", async () => {
    const steps = new MemoryStepLog();
    await expect(run(steps)).rejects.toThrow(CallSuspended);
    await decide({ decision: "approve" });
    await run(steps);
    steps.steps.length = 1;
    await run(steps);
    expect(calls?.map(({ context }) => context.idempotencyKey)).toEqual([
      `${runId}/refund/1`,
      `${runId}/refund/1`,
    ]);
  });

  test("is told of a refusal, and that its call was changed", async () => {
    const steps = new MemoryStepLog();
    await expect(run(steps)).rejects.toThrow(CallSuspended);
    await decide({ decision: "reject", comment: "No." });
    expect((await run(steps)).chain[0]?.observation).toBe(
      "ApprovalRefusedError: a person refused this call: No.",
    );
    expect(calls).toEqual([]);
  });

  test("asks nobody about a call that the tool would not take", async () => {
    tool = { ...tool, input: { type: "object", required: ["other"] } };
    const outcome = await run(new MemoryStepLog());
    expect(outcome.toolCalls).toMatchObject([{ outcome: { ok: false, error: "ToolFailedError" } }]);
    expect(await waitAt()).toBeNull();
  });
});
