import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HumanTaskView } from "../../shared/contracts/api/human-tasks.ts";
import { HostProcess } from "../support/host-process.ts";
import { RefundDesk } from "../support/refund-desk.ts";

/** What people try at an approval, over the public API of a host; what the shop's ledger holds says whether it worked. */
const host = new HostProcess();
let desk: RefundDesk;
const contract = "          allowed: { roles: [approver] }";
const untouched = `          still_true:
            - name: nothing was refunded yet
              tool: shopify.get_order
              input: { order_id: "{{ arguments.order_id }}" }
              expression: refunded_usd == \`0\``;

beforeAll(async () => {
  desk = new RefundDesk(host, await host.start());
  await desk.publish("plain_refund", contract);
  await desk.publish("four_eyes", `${contract}\n          quorum: 2`);
  await desk.publish("checked_refund", `${contract}\n${untouched}`);
  await desk.publish("brief_refund", `${contract}\n          deadline: { seconds: 1 }`);
});
afterAll(() => host.dispose());

const refund = (order_id: string, amount_usd = 1) => ({ order_id, amount_usd, reason: "Damaged" });
const approve = { decision: "approve" };
/** Refunds that happened since `work` began; an order of its own for each test keeps them apart. */
async function effectsOf<T>(work: () => Promise<T>): Promise<{ result: T; effects: number }> {
  const before = desk.refunds().length;
  const result = await work();
  return {
    result,
    effects: desk.refunds().filter((each, index) => index >= before && each.outcome === "effect").length,
  };
}

describe("a refund that waits for approval", () => {
  test("happens once, exactly as it was shown, after one approval", async () => {
    const { result, effects } = await effectsOf(async () => {
      const { runId, task } = await desk.request("plain_refund", refund("12345"));
      expect(task).toMatchObject({
        kind: "approval",
        call: { tool: "shopify.refund", effect: "irreversible", arguments: refund("12345") },
        quorum: 1,
        round: 1,
        requesters: ["olga"],
        can_decide: false,
        grant: null,
      });
      const decided = await desk.decide("mary", task, approve);
      expect(decided).toMatchObject({ status: 200, body: { status: "decided", decided_by: "mary" } });
      const done = await desk.ended(runId);
      expect(done).toMatchObject({ status: "completed", outputs: { refund: { amount_usd: 1 } } });
      return desk.task(task.id);
    });
    expect(effects).toBe(1);
    expect(result.grant?.consumed_at).toEqual(expect.any(String));
  });

  test("does not happen when it is rejected", async () => {
    const { effects } = await effectsOf(async () => {
      const { runId, task } = await desk.request("plain_refund", refund("12345"));
      await desk.decide("mary", task, { decision: "reject", comment: "Not theirs." });
      expect(await desk.ended(runId)).toMatchObject({
        status: "failed",
        error: { name: "ApprovalRefusedError" },
      });
    });
    expect(effects).toBe(0);
  });

  test("happens as the approver changed it, within what the tool takes", async () => {
    const { effects } = await effectsOf(async () => {
      const { runId, task } = await desk.request("plain_refund", refund("12345", 2));
      const wrong = { decision: "edit", arguments: { order_id: "12345", amount_usd: -1, reason: "Less" } };
      expect((await desk.decide("mary", task, wrong)).status).toBe(422);
      expect((await desk.decide("mary", task, { decision: "edit" })).status).toBe(422);
      const less = { order_id: "12345", amount_usd: 1.5, reason: "Less" };
      expect((await desk.decide("mary", task, { decision: "edit", arguments: less })).status).toBe(200);
      expect(await desk.ended(runId)).toMatchObject({ outputs: { refund: { amount_usd: 1.5 } } });
    });
    expect(effects).toBe(1);
  });

  test("is asked about, and answered, without being decided", async () => {
    const { task } = await desk.request("plain_refund", refund("12345"));
    const mary = await desk.as("mary");
    const path = `/human-tasks/${task.id}/questions`;
    expect((await mary.post(path, { question: "Which jumper?" })).status).toBe(200);
    const olga = await desk.as("olga", "operator");
    expect((await olga.post(path, { question: "May I?" })).status).toBe(403);
    expect((await olga.post(`${path}/1/answer`, { answer: "The navy one." })).status).toBe(200);
    expect((await olga.post(`${path}/1/answer`, { answer: "Another." })).status).toBe(409);
    expect(await desk.task(task.id)).toMatchObject({
      status: "open",
      questions: [{ number: 1, asked_by: "mary", answered_by: "olga", answer: "The navy one." }],
    });
    await desk.decide("mary", task, { decision: "reject" });
  });
});

describe("nothing happens beyond what was approved when", () => {
  let task: HumanTaskView;
  let runId: string;
  const open = async (workflow: string, order = "12346") => {
    ({ task, runId } = await desk.request(workflow, refund(order)));
  };
  const rejected = async () => {
    await desk.decide("closer", await desk.task(task.id), { decision: "reject" });
    await desk.ended(runId);
  };

  test("a scanner follows every link, with every credential", async () => {
    const { effects } = await effectsOf(async () => {
      await open("plain_refund");
      const mary = await desk.as("mary");
      const base = `/api/v1/human-tasks/${task.id}`;
      const queries = [
        "",
        "?decision=approve",
        `?answer[decision]=approve&arguments_hash=${task.call?.arguments_hash}`,
      ];
      for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"])
        for (const path of [base, `${base}/decision`, `${base}/questions`])
          for (const query of queries) await mary.request(method, path + query);
      expect(await desk.task(task.id)).toMatchObject({ status: "open", decisions: [], questions: [] });
      await rejected();
    });
    expect(effects).toBe(0);
  });

  test("a person clicks twice, and the request is replayed", async () => {
    const { effects } = await effectsOf(async () => {
      await open("plain_refund");
      const clicks = await Promise.all([1, 2, 3, 4, 5].map(() => desk.decide("mary", task, approve)));
      expect(clicks.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409, 409]);
      await desk.ended(runId);
      expect(await desk.decide("mary", task, approve)).toMatchObject({
        status: 409,
        body: { code: "already-decided" },
      });
      expect(await desk.decide("ann", task, approve)).toMatchObject({ status: 409 });
    });
    expect(effects).toBe(1);
  });

  test("a keyed request is replayed: it gets its first answer", async () => {
    const { effects } = await effectsOf(async () => {
      await open("plain_refund");
      const key = { "idempotency-key": `key-${task.id}` };
      const first = await desk.decide("mary", task, approve, {}, key);
      const again = await desk.decide("mary", task, approve, {}, key);
      expect([first.status, again.status, again.headers.get("idempotency-replayed")]).toEqual([
        200,
        200,
        "true",
      ]);
      expect(again.body).toEqual(first.body);
      await desk.ended(runId);
    });
    expect(effects).toBe(1);
  });

  test("a keyed request is replayed under another key", async () => {
    const { effects } = await effectsOf(async () => {
      await open("plain_refund");
      const keys = [1, 2, 3].map((number) => ({ "idempotency-key": `key-${number}-${task.id}` }));
      const answers = await Promise.all(keys.map((key) => desk.decide("mary", task, approve, {}, key)));
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
      await desk.ended(runId);
      for (const key of keys) await desk.decide("mary", task, approve, {}, key);
    });
    expect(effects).toBe(1);
  });

  test("the arguments are edited to something that the tool does not take", async () => {
    const { effects } = await effectsOf(async () => {
      await open("plain_refund");
      const { order_id, reason } = refund("12346");
      for (const edited of [
        [refund("12346")],
        JSON.stringify(refund("12346")),
        null,
        { order_id, reason, amount_usd: "1" },
        { order_id, reason, amount_usd: [1] },
        { order_id: { $ne: "" }, reason, amount_usd: 1 },
      ]) {
        const answer = { decision: "edit", arguments: edited };
        expect(await desk.decide("mary", task, answer)).toMatchObject({ status: 422 });
      }
      const huge = { ...approve, comment: "x".repeat(2_001) };
      expect((await desk.decide("mary", task, huge)).status).toBe(422);
      expect((await desk.decide("mary", task, { ...approve, comment: "x".repeat(1 << 20) })).status).toBe(
        413,
      );
      await rejected();
    });
    expect(effects).toBe(0);
  });

  test("the run is stopped while an approver decides: whoever is told no has changed nothing", async () => {
    const operator = await desk.as("olga", "operator");
    for (let round = 0; round < 5; round += 1) {
      const { result, effects } = await effectsOf(async () => {
        await open("plain_refund");
        const [stopped, decided] = await Promise.all([
          operator.post(`/executions/${runId}/stop`, {}),
          desk.decide("mary", task, approve),
        ]);
        await desk.ended(runId);
        expect([200, 409]).toContain(stopped.status);
        return decided;
      });
      if (result.status !== 200) expect(result).toMatchObject({ status: 409, body: { code: "cancelled" } });
      expect(effects).toBeLessThanOrEqual(result.status === 200 ? 1 : 0);
      expect((await desk.task(task.id)).status).toBe(result.status === 200 ? "decided" : "cancelled");
    }
  });

  test("the decision is for arguments that differ by one byte, or for none", async () => {
    const { effects } = await effectsOf(async () => {
      await open("plain_refund");
      const hash = task.call?.arguments_hash ?? "";
      const changed = `${hash.slice(0, -1)}${hash.endsWith("0") ? "1" : "0"}`;
      const other = (await desk.request("plain_refund", refund("12346", 2), "olga")).task;
      for (const arguments_hash of [changed, other.call?.arguments_hash ?? ""]) {
        const refused = await desk.decide("mary", task, approve, { arguments_hash });
        expect(refused).toMatchObject({ status: 409, body: { code: "arguments-changed" } });
      }
      const mary = await desk.as("mary");
      expect((await mary.post(`/human-tasks/${task.id}/decision`, { answer: approve })).status).toBe(422);
      await desk.decide("closer", other, { decision: "reject" });
      await rejected();
    });
    expect(effects).toBe(0);
  });

  test("the deadline is over", async () => {
    const { effects } = await effectsOf(async () => {
      await open("brief_refund");
      await desk.until(task.id, "expired");
      expect(await desk.decide("mary", task, approve)).toMatchObject({
        status: 410,
        body: { code: "deadline-passed" },
      });
      expect(await desk.ended(runId)).toMatchObject({
        status: "failed",
        error: { name: "ApprovalRefusedError" },
      });
    });
    expect(effects).toBe(0);
  });

  test("whoever asked for it decides, whatever their role", async () => {
    const { effects } = await effectsOf(async () => {
      await open("plain_refund");
      for (const role of ["approver", "owner"] as const) {
        const refused = await desk.decide("olga", task, approve, { role });
        expect(refused).toMatchObject({ status: 403, body: { code: "requester" } });
      }
      expect(await desk.decide("dana", task, approve, { role: "operator" })).toMatchObject({ status: 403 });
      expect(await desk.decide("dana", task, approve, { role: "developer" })).toMatchObject({ status: 403 });
      await rejected();
    });
    expect(effects).toBe(0);
  });

  test("one person agrees twice where two have to", async () => {
    const { effects } = await effectsOf(async () => {
      await open("four_eyes");
      const first = await desk.decide("mary", task, approve);
      expect(first).toMatchObject({ status: 200, body: { status: "open", can_decide: false } });
      const again = await Promise.all([1, 2, 3].map(() => desk.decide("mary", task, approve)));
      for (const answer of again)
        expect(answer).toMatchObject({ status: 409, body: { code: "decided-by-you" } });
      expect(await desk.decide("mary", task, approve, { role: "owner" })).toMatchObject({ status: 409 });
      expect(desk.refunds().some(({ idempotency_key }) => idempotency_key.startsWith(runId))).toBe(false);
      expect(await desk.decide("ann", task, approve)).toMatchObject({
        status: 200,
        body: { status: "decided" },
      });
      await desk.ended(runId);
    });
    expect(effects).toBe(1);
  });

  test("one of two changes the arguments: the other agrees to what it is now, not to what it was", async () => {
    const { effects } = await effectsOf(async () => {
      await open("four_eyes");
      await desk.decide("mary", task, approve);
      const more = { order_id: "12346", amount_usd: 3, reason: "More" };
      const edited = await desk.decide("ann", task, { decision: "edit", arguments: more });
      expect(edited).toMatchObject({ status: 200, body: { status: "open", round: 2 } });
      expect(await desk.decide("bob", task, approve)).toMatchObject({ status: 409 });
      const now = await desk.task(task.id);
      expect(now.call).toMatchObject({ arguments: more, proposed_arguments: refund("12346") });
      expect(await desk.decide("ann", now, approve)).toMatchObject({ status: 409 });
      expect(await desk.decide("bob", now, approve)).toMatchObject({
        status: 200,
        body: { status: "decided" },
      });
      expect(await desk.ended(runId)).toMatchObject({ outputs: { refund: { amount_usd: 3 } } });
    });
    expect(effects).toBe(1);
  });

  test("the record has changed during the wait: it goes back with the difference", async () => {
    const { effects } = await effectsOf(async () => {
      await open("checked_refund", "12360");
      const other = await desk.request("plain_refund", refund("12360", 7));
      await desk.decide("mary", other.task, approve);
      await desk.ended(other.runId);
      expect(await desk.decide("mary", task, approve)).toMatchObject({
        status: 409,
        body: { code: "world-changed" },
      });
      expect(await desk.decide("ann", task, approve)).toMatchObject({
        status: 409,
        body: { code: "round-changed" },
      });
      const now = await desk.task(task.id);
      expect(now).toMatchObject({
        status: "open",
        round: 2,
        changes: [
          {
            name: "nothing was refunded yet",
            failed: true,
            before: { refunded_usd: 0 },
            after: { refunded_usd: 7 },
          },
        ],
        facts: [{ holds: false }],
      });
      // What fails goes on failing, whoever agrees.
      expect(await desk.decide("ann", now, approve)).toMatchObject({
        status: 409,
        body: { code: "world-changed" },
      });
      await rejected();
    });
    expect(effects).toBe(1);
  });

  test("two approvers race, for and against", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { result, effects } = await effectsOf(async () => {
        await open("plain_refund");
        const answers = await Promise.all([
          desk.decide("mary", task, approve),
          desk.decide("ann", task, { decision: "reject" }),
        ]);
        await desk.ended(runId);
        return answers.map(({ status }) => status);
      });
      expect(result.toSorted((a, b) => a - b)).toEqual([200, 409]);
      expect(effects).toBe(result[0] === 200 ? 1 : 0);
    }
  });

  test("another tenant's owner knows the id and the hash", async () => {
    const { effects } = await effectsOf(async () => {
      await open("plain_refund");
      const foreign = { role: "owner", tenantId: "other" } as const;
      expect((await desk.decide("eve", task, approve, foreign)).status).toBe(404);
      const eve = await desk.as("eve", "owner", "other");
      expect((await eve.get(`/human-tasks/${task.id}`)).status).toBe(404);
      expect((await eve.post(`/human-tasks/${task.id}/questions`, { question: "?" })).status).toBe(404);
      await rejected();
    });
    expect(effects).toBe(0);
  });
});

describe("an agent that wants a refund", () => {
  test("stops, and goes on from its recorded step once somebody else has approved", async () => {
    const { effects } = await effectsOf(async () => {
      const { runId, task } = await desk.request("refund_request", refund("12370", 5));
      expect(task.call).toMatchObject({
        tool: "shopify.refund",
        arguments: { order_id: "12370", amount_usd: 5 },
      });
      await host.kill();
      desk = new RefundDesk(host, await host.start());
      expect((await desk.decide("mary", task, approve)).status).toBe(200);
      const done = await desk.ended(runId);
      expect(done).toMatchObject({
        status: "completed",
        outputs: { refund: { success: true, refund_id: expect.stringMatching(/^REF-/) } },
      });
    });
    expect(effects).toBe(1);
  });

  test("sees a refusal as the tool's answer, and ends without a refund", async () => {
    const { effects } = await effectsOf(async () => {
      const { runId, task } = await desk.request("refund_request", refund("12300", 5));
      await desk.decide("mary", task, { decision: "reject", comment: "Too old." });
      const done = await desk.ended(runId);
      expect(done).toMatchObject({ status: "completed", outputs: { refund: { refund_id: null } } });
      expect(JSON.stringify(done.trace)).toContain("Too old.");
    });
    expect(effects).toBe(0);
  });
});
