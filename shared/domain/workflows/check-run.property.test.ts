import fc from "fast-check";
import { expect, test } from "vitest";
import { acceptedRun, runId, tenantId } from "../../../tests/support/run-fixture.ts";
import type { RunCheck } from "../../contracts/task.ts";
import { decideWait } from "../waits/decide-wait.ts";
import { openWait } from "../waits/open-wait.ts";
import { checkRun } from "./check-run.ts";
import { addToOutbox, sendOutbox } from "./outbox.ts";
import { recordRun } from "./record-run.ts";
import { startRun } from "./start-run.ts";

const message = { tenantId, runId };
const longestSeconds = 900;
const approver = {
  tenantId,
  subject: "mia",
  roles: ["approver" as const],
  scopes: ["human-tasks:decide" as const],
};

/** What may happen to a run, in any order, any number of times, beside the checks that fall due. */
const events = [
  "accepted, committed and sent",
  "accepted and committed, then the process dies",
  "one more message, and the process dies before the commit",
  "the execution starts",
  "a person is asked",
  "the person answers, and the process dies before it is told",
  "the execution ends without a word",
  "the execution ends",
  "a check is delivered twice",
  "time passes",
] as const;
type Event = (typeof events)[number];

interface Delayed {
  check: RunCheck;
  atMs: number;
}

/** A run, the queues it travels through, and Step Functions, under a clock of their own. */
async function createWorld() {
  const run = await acceptedRun();
  const { services, clock, machines, sent, database } = run;
  const queue: Delayed[] = [];
  const commands = {
    ...services.commands,
    checkLater: async (check: RunCheck, delaySeconds: number) => {
      expect(delaySeconds).toBeLessThanOrEqual(longestSeconds);
      queue.push({ check, atMs: clock.nowMs + delaySeconds * 1000 });
    },
  };
  const all = { ...services, commands };
  const state = { committed: false, delivered: 0 };
  machines.answers.describe = { status: "unknown" };

  async function accept(fate: "sent" | "unsent" | "uncommitted"): Promise<void> {
    const id = services.newId();
    const start = {
      id,
      ...message,
      topic: "run.start" as const,
      body: { ...message },
      createdAtMs: clock.nowMs,
    };
    const accepted = database.tenant(tenantId, async (tx) => {
      await addToOutbox(tx, start, all);
      if (fate === "uncommitted") throw new Error("killed");
    });
    if (fate === "uncommitted") return accepted.catch(() => {});
    await accepted;
    state.committed = true;
    if (fate === "sent") await sendOutbox([start], all);
  }

  /** What consumers do with what was sent so far. */
  async function consume(): Promise<void> {
    for (; state.delivered < sent.length; state.delivered += 1) {
      if (sent[state.delivered]?.topic === "run.start") await start();
    }
  }

  async function start(): Promise<void> {
    const before = machines.started.length;
    await startRun(message, all);
    if (machines.started.length > before) machines.answers.describe = { status: "running" };
  }

  async function deliverDue(untilMs: number, times = 1): Promise<void> {
    for (;;) {
      queue.sort((a, b) => a.atMs - b.atMs);
      const next = queue[0];
      if (next === undefined || next.atMs > untilMs) return;
      queue.shift();
      clock.nowMs = Math.max(clock.nowMs, next.atMs);
      for (let time = 0; time < times; time += 1) await checkRun(next.check, all);
      await consume();
    }
  }

  const isUnderWay = () => machines.answers.describe.status === "running";

  async function happen(event: Event): Promise<void> {
    clock.nowMs += 1_000;
    switch (event) {
      case "accepted, committed and sent":
        return accept("sent");
      case "accepted and committed, then the process dies":
        return accept("unsent");
      case "one more message, and the process dies before the commit":
        return accept("uncommitted");
      case "the execution starts":
        return consume();
      case "a person is asked":
        if (isUnderWay() && (await run.current())?.status === "running")
          await openWait({ ...message, nodeId: "ask", taskToken: "t" }, all);
        return;
      case "the person answers, and the process dies before it is told": {
        const wait = await database.tenant(tenantId, (tx) => tx.waits.getByNode(runId, "ask"));
        if (wait !== null)
          await decideWait(approver, { waitId: wait.waitId, answer: {} }, all, async () => {}).catch(
            () => {},
          );
        return;
      }
      case "the execution ends without a word":
        if (isUnderWay()) machines.answers.describe = { status: "failed", error: "Lost", cause: "" };
        return;
      case "the execution ends":
        if (!isUnderWay()) return;
        machines.answers.describe = { status: "succeeded" };
        return void (await recordRun({ ...message, outcome: { kind: "finished", sink: null } }, all));
      case "a check is delivered twice":
        return deliverDue(clock.nowMs + longestSeconds * 1000, 2);
      case "time passes":
        return deliverDue((clock.nowMs += 120_000));
    }
  }

  return { ...run, queue, state, happen, deliverDue };
}

test("whatever happens to a run, its checks bring it on its way and to its end, and stop when nothing is to be done", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...events), { maxLength: 14 }), async (history) => {
      const world = await createWorld();
      for (const event of history) await world.happen(event);
      // From here on nobody but the checks does anything, for an hour.
      await world.deliverDue(world.clock.nowMs + 3_600_000);

      const { unsent, asks } = await world.database.tenant(tenantId, async (tx) => ({
        unsent: await tx.outbox.unsentOfRun(runId),
        asks: (await tx.waits.list({ runId, status: "open" }, 1, null)).items.length > 0,
      }));
      const run = (await world.current())!;
      const isOpen = run.status === "queued" || run.status === "running";
      expect(unsent).toEqual([]);
      expect(world.machines.started.length).toBe(world.state.committed ? 1 : 0);
      if (!asks && world.machines.started.length > 0)
        expect(isOpen).toBe(world.machines.answers.describe.status === "running");
      const mayBeChecked = isOpen && !asks && history.some((event) => /accepted|message/.test(event));
      expect(world.queue.length > 0).toBe(mayBeChecked);
    }),
    { numRuns: 300 },
  );
});
