import { describe, expect, test } from "vitest";
import { hashOf, sampleTerms } from "../../../tests/contract/database/approval-samples.ts";
import { sampleWait } from "../../../tests/contract/database/samples.ts";
import { createAssignedFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import { acceptedRun, runId } from "../../../tests/support/run-fixture.ts";
import { plainTerms, type WaitTerms } from "../../contracts/approval.ts";
import type { JsonObject } from "../../contracts/json.ts";
import { approvalForm } from "../approvals/approval-form.ts";
import { closeHandover } from "../queue/close-handover.ts";
import { reassignHandover } from "../queue/reassign-handover.ts";
import { decideWait } from "../waits/decide-wait.ts";
import { expireWait } from "../waits/expire-wait.ts";
import { openWait } from "../waits/open-wait.ts";

/** What the desk and its approvals tell others, as the use cases write it. */
describe("a handover", () => {
  test("is told when it waits, is assigned and is closed, and the conversation when it ends", async () => {
    const { database, services, ofMaria } = await createAssignedFixture();
    const { handoverId } = ofMaria;
    await reassignHandover({ tenantId, handoverId, to: "tom", assignedBy: "boss" }, services);
    await closeHandover({ ...ofMaria, humanAgentId: "tom", outcome: "resolved", seenSeq: 1 }, services);
    const told = database.tables().tenants.get(tenantId)!.notifications;
    expect(told.map(({ type, people }) => [type, people])).toEqual([
      ["handover.queued", []],
      // Maria has taken it herself.
      ["handover.assigned", []],
      ["handover.assigned", [{ humanAgentId: "tom" }]],
      ["handover.closed", []],
      ["conversation.closed", []],
    ]);
    expect(new Set(told.map(({ notificationId }) => notificationId)).size).toBe(5);
    expect(told.at(-1)?.data).toEqual({ conversation_id: "conv", episode: 1, status: "resolved" });
    expect(told[0]?.data).toMatchObject({ conversation_id: "conv", handover_id: handoverId });
  });
});

describe("a human task", () => {
  const secret = "what nobody outside is to read";

  /** A task that is open, about a call unless there is none, and what was told of it so far. */
  async function openTask(terms: Partial<WaitTerms>) {
    const fixture = await acceptedRun();
    const call = terms.call ?? null;
    const wait = sampleWait("acme", runId, {
      kind: call === null ? "human" : "approval",
      nodePath: call === null ? "ask" : "act/3",
      form: call === null ? { type: "object" } : approvalForm({ type: "object" }),
      evidence: { before: secret },
      allowed: { subjects: ["olga", "mary"] },
      expiresAtMs: null,
      terms: { ...plainTerms, ...terms },
    });
    await fixture.database.tenant("acme", (tx) => tx.waits.open(wait, "the-task-token"));
    const told = () => fixture.database.tables().tenants.get("acme")!.notifications;
    return { ...fixture, wait, told };
  }

  test("of a call is told without its arguments, when it opens and once it is decided", async () => {
    const call = sampleTerms().call!;
    const secretCall = { ...call, arguments: { to: secret }, proposed: { to: secret } };
    const argumentsHash = hashOf(secretCall.arguments);
    const terms = { call: { ...secretCall, argumentsHash } };
    const { wait, services, told } = await openTask(terms);
    const task = { tenantId: "acme", runId, nodeId: "act", stepNo: 3, taskToken: "the-task-token" };
    await openWait(task, services);
    await openWait({ ...task, taskToken: "another-token" }, services);
    const decision = { waitId: wait.waitId, answer: { decision: "reject", comment: secret }, argumentsHash };
    const olga = { subject: "olga", roles: ["approver" as const], scopes: ["human-tasks:decide" as const] };
    await decideWait({ tenantId: "acme", ...olga }, decision, services, async () => null);
    expect(told().map(({ notificationId, type }) => [notificationId, type])).toEqual([
      [`${wait.waitId}-opened`, "task.opened"],
      [`${wait.waitId}-decided`, "task.decided"],
    ]);
    expect(told()[1]?.data).toMatchObject({ tool: call.tool, verdict: "reject", node_id: "act" });
    expect(told()[0]?.people).toEqual([{ subject: "olga" }, { subject: "mary" }]);
    expect(JSON.stringify(told())).not.toMatch(new RegExp(`${secret}|token`));
  });

  test("comes back as often as people propose something else", async () => {
    const { wait, services, told } = await openTask({ quorum: 2 });
    const decide = (subject: string, answer: JsonObject, round: number) =>
      decideWait(
        { tenantId: "acme", subject, roles: ["approver"], scopes: ["human-tasks:decide"] },
        { waitId: wait.waitId, answer, round },
        services,
        async () => null,
      );
    await decide("olga", { days: 3 }, 1);
    await decide("mary", { days: 4 }, 1);
    await decide("olga", { days: 5 }, 2);
    expect(told().map(({ notificationId, data }) => [notificationId, data["round"]])).toEqual([
      [`${wait.waitId}-returned-2`, 2],
      [`${wait.waitId}-returned-3`, 3],
    ]);
  });

  test("that nobody decided in time is told once, however often its timeout is handled", async () => {
    const { wait, services, told } = await openTask({});
    const task = { tenantId: "acme", runId, nodeId: "ask" };
    await expireWait(task, services);
    await expireWait(task, services);
    expect(told().map(({ notificationId }) => notificationId)).toEqual([`${wait.waitId}-expired`]);
  });
});
