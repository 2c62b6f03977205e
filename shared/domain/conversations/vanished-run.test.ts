import { expect, test } from "vitest";
import { createDeskFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import { plainTerms } from "../../contracts/approval.ts";
import type { Wait } from "../../contracts/wait.ts";

test("a run that vanished asks nobody any more", async () => {
  const { write, begin, end, inTenant, clock } = await createDeskFixture();
  await write("Hello.");
  const begun = await begin();
  if (begun.kind !== "run") throw new Error("There is no run.");
  const wait: Wait = {
    waitId: "task_1",
    tenantId,
    runId: begun.runId,
    nodePath: "classify",
    kind: "human",
    question: "Go on?",
    form: {},
    evidence: {},
    allowed: { roles: ["approver"] },
    status: "open",
    openedAtMs: clock.nowMs,
    expiresAtMs: null,
    decidedAtMs: null,
    decidedBy: null,
    answer: null,
    terms: plainTerms,
  };
  await inTenant((tx) => tx.waits.open(wait, "token"));
  expect(await end()).toEqual({ next: "handover" });
  expect(await inTenant((tx) => tx.waits.get("task_1"))).toMatchObject({ status: "cancelled" });
});
