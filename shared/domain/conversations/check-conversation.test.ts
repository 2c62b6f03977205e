import { expect, test } from "vitest";
import { conversationId, createDeskFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import { assignWaiting } from "../queue/assign-waiting.ts";
import { claimHandover } from "../queue/claim-handover.ts";
import { checkConversation } from "./check-conversation.ts";

/** A handover with its check. */
async function checked() {
  const fixture = await createDeskFixture();
  const handoverId = await fixture.queued();
  const check = async () => {
    const { version } = await fixture.handover();
    await checkConversation(
      { tenantId, conversationId, handover: { handoverId, version } },
      fixture.services,
    );
  };
  return { ...fixture, handoverId, check };
}

test("a check gives what waits to somebody who is free", async () => {
  const { person, check, handover } = await checked();
  await person("maria");
  await check();
  expect(await handover()).toMatchObject({ status: "assigned", assignedTo: "maria" });
});

test("a check that takes a handover back says so at once, and gives it to the next", async () => {
  const { person, check, handover, clock, sent, services, handoverId } = await checked();
  await person("maria");
  await claimHandover({ tenantId, handoverId, humanAgentId: "maria", assignedBy: "maria" }, services);
  await person("paul");
  clock.nowMs += 15 * 60_000;
  sent.length = 0;
  await check();
  expect(sent.filter(({ topic }) => topic === "desk.assign").length).toBeGreaterThan(0);
  expect(await handover()).toMatchObject({ status: "assigned", assignedTo: "paul" });
});

test("a check leaves alone what somebody has, and who is free", async () => {
  const { person, check, agent, services } = await checked();
  await person("maria");
  await assignWaiting(tenantId, services);
  await check();
  expect(await agent("maria")).toMatchObject({ currentLoad: 1, status: "online" });
});
