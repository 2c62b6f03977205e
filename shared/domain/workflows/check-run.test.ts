import { describe, expect, test } from "vitest";
import { acceptedRun, runId, startMessage, tenantId } from "../../../tests/support/run-fixture.ts";
import { openWait } from "../waits/open-wait.ts";
import { checkRun, nextCheckSeconds } from "./check-run.ts";
import { recordRun } from "./record-run.ts";
import { startRun } from "./start-run.ts";

const message = { tenantId, runId };
const day = 24 * 3600 * 1000;

async function fixture() {
  const accepted = await acceptedRun();
  const check = { tenantId, runId, acceptedAtMs: accepted.clock.nowMs };
  return { ...accepted, check };
}

describe("checkRun()", () => {
  test("sends what stayed unsent, and marks it", async () => {
    const { services, database, sent, clock, check } = await fixture();
    await database.tenant(tenantId, (tx) => tx.outbox.add(startMessage("m1", clock.nowMs)));
    await checkRun(check, services);
    await checkRun(check, services);
    expect(sent).toMatchObject([{ id: "m1", topic: "run.start" }]);
  });

  test("asks for the next check while the run goes on", async () => {
    const { services, clock, checks, check } = await fixture();
    await startRun(message, services);
    clock.nowMs += 60_000;
    await checkRun(check, services);
    expect(checks).toEqual([{ check, delaySeconds: 300 }]);
  });

  test("settles a run whose execution has ended, and asks for nothing more", async () => {
    const { services, machines, checks, check, current } = await fixture();
    await startRun(message, services);
    machines.answers.describe = { status: "stopped", error: "Operator", cause: "by hand" };
    await checkRun(check, services);
    expect(await current()).toMatchObject({ status: "stopped" });
    expect(checks).toEqual([]);
  });

  test("lets the database sleep while a person is waited for", async () => {
    const { services, checks, check } = await fixture();
    await startRun(message, services);
    await openWait({ ...message, nodeId: "ask", taskToken: "t" }, services);
    await checkRun(check, services);
    expect(checks).toEqual([]);
  });

  test("gives way to the check that an answer brought", async () => {
    const { services, database, clock, checks, check } = await fixture();
    await startRun(message, services);
    const { waitId } = await openWait({ ...message, nodeId: "ask", taskToken: "t" }, services);
    clock.nowMs += 1_000;
    const decision = { by: "mia", answer: {}, atMs: clock.nowMs };
    await database.tenant(tenantId, (tx) => tx.waits.decide(waitId, decision));
    await checkRun(check, services);
    expect(checks).toEqual([]);
    const ofAnswer = { ...check, acceptedAtMs: clock.nowMs };
    await checkRun(ofAnswer, services);
    expect(checks).toEqual([{ check: ofAnswer, delaySeconds: 300 }]);
  });

  test("asks for nothing more once the run has ended, and still sends what its end left unsent", async () => {
    const { services, database, clock, checks, sent, check } = await fixture();
    await recordRun({ ...message, outcome: { kind: "finished", sink: null } }, services);
    await database.tenant(tenantId, (tx) => tx.outbox.add(startMessage("m1", clock.nowMs)));
    await checkRun(check, services);
    expect([sent.length, checks.length]).toEqual([1, 0]);
  });

  test("changes nothing for work that was never committed", async () => {
    const { services, checks, sent, machines, check } = await fixture();
    await checkRun({ ...check, runId: "exec_never" }, services);
    expect([checks, sent, machines.started]).toEqual([[], [], []]);
  });

  test("deletes what has expired, for one run in sixteen", async () => {
    const { services, database, clock, check, current } = await fixture();
    const { tables } = database;
    const ids = ["exec_0", "exec_f"];
    const run = (await current())!;
    await database.tenant(tenantId, async (tx) => {
      for (const id of ids) await tx.runs.insert({ ...run, runId: id });
      await tx.outbox.add(startMessage("old", clock.nowMs));
      await tx.outbox.markSent(["old"], clock.nowMs);
    });
    clock.nowMs += day + 1;
    await checkRun({ ...check, runId: "exec_f" }, services);
    expect(tables().outbox).toHaveLength(1);
    await checkRun({ ...check, runId: "exec_0" }, services);
    expect(tables().outbox).toEqual([]);
  });
});

test.each([
  [0, 300],
  [60, 300],
  [360, 360],
  [720, 720],
  [1440, 900],
  [1_000_000, 900],
])("%d s after the work was accepted the next check comes %d s later", (ageSeconds, delaySeconds) => {
  const check = { tenantId, runId, acceptedAtMs: 5_000 };
  expect(nextCheckSeconds(check, 5_000 + ageSeconds * 1000)).toBe(delaySeconds);
});
