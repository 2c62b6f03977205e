import { beforeEach, expect, test } from "vitest";
import { sampleTerms } from "../../../tests/contract/database/approval-samples.ts";
import { sampleWait } from "../../../tests/contract/database/samples.ts";
import { acceptedRun, runId, tenantId } from "../../../tests/support/run-fixture.ts";
import type { Principal } from "../../contracts/principal.ts";
import { decideWait } from "./decide-wait.ts";
import { expireWait } from "./expire-wait.ts";
import { openWait } from "./open-wait.ts";
import { planWait } from "./plan-wait.ts";

const task = { tenantId, runId, nodeId: "ask", taskToken: "token-1" };
const mary: Principal = { tenantId, subject: "mary", roles: ["approver"], scopes: ["human-tasks:decide"] };
let fixture: Awaited<ReturnType<typeof acceptedRun>>;

beforeEach(async () => {
  fixture = await acceptedRun();
});

const told = () =>
  fixture.database
    .tables()
    .tenants.get(tenantId)!
    .notifications.map(({ type }) => type);

test("others are told once that a question is open, and that nobody answered it", async () => {
  await openWait(task, fixture.services);
  await openWait({ ...task, taskToken: "token-2" }, fixture.services);
  expect(told()).toEqual(["task.opened"]);
  await expireWait(task, fixture.services);
  await expireWait(task, fixture.services);
  expect(told()).toEqual(["task.opened", "task.expired"]);
});

test("a question that was answered before its state was tried again is not open once more", async () => {
  const { waitId } = await openWait(task, fixture.services);
  await decideWait(
    mary,
    { waitId, answer: { arguments: "a field like any other" } },
    fixture.services,
    async () => {},
  );
  await openWait({ ...task, taskToken: "token-2" }, fixture.services);
  expect(told()).toEqual(["task.opened", "task.decided"]);
  expect(await fixture.database.tenant(tenantId, (tx) => tx.nodes.get(runId, "ask"))).toMatchObject({
    status: "completed",
    attempts: 1,
  });
});

test("others are told of a call that waits, only while it does", async () => {
  const call = { ...task, nodeId: "act", stepNo: 3 };
  await expect(openWait(call, fixture.services)).rejects.toThrow("Nobody was asked");
  const terms = sampleTerms();
  const wait = sampleWait(tenantId, runId, { kind: "approval", nodePath: "act/3", expiresAtMs: null, terms });
  await fixture.database.tenant(tenantId, (tx) => tx.waits.open(wait, null));
  await openWait(call, fixture.services);
  expect(told()).toEqual(["task.opened"]);
});

test("nothing is told of a call that was decided before its state waited", async () => {
  const call = { ...task, nodeId: "act", stepNo: 3 };
  const terms = sampleTerms();
  const wait = sampleWait(tenantId, runId, { kind: "approval", nodePath: "act/3", expiresAtMs: null, terms });
  const { nowMs } = fixture.clock;
  await fixture.database.tenant(tenantId, async (tx) => {
    await tx.waits.open(wait, null);
    await tx.waits.decide(wait.waitId, { by: "mary", answer: {}, atMs: nowMs });
  });
  await openWait(call, fixture.services);
  expect(told()).toEqual([]);
});

test("what nobody was asked ends all the same", async () => {
  expect(await expireWait(task, fixture.services)).toEqual({ outcome: "expired" });
  expect(told()).toEqual([]);
});

test("planWait() says how long a question is waited for", async () => {
  expect(await planWait(task, fixture.services)).toEqual({ timeoutSeconds: 60 });
});
