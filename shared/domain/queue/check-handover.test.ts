import { describe, expect, test } from "vitest";
import { conversationId, createDeskFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import type { DeskSettings } from "../../contracts/human-agent.ts";
import { checkConversation } from "../conversations/check-conversation.ts";
import { checkHandover } from "./check-handover.ts";
import { claimHandover } from "./claim-handover.ts";
import { closeHandover } from "./close-handover.ts";
import { defaultDeskSettings } from "./default-desk-settings.ts";
import { reassignHandover } from "./reassign-handover.ts";
import { replyAsHuman } from "./reply-as-human.ts";

const minuteMs = 60_000;
const about = { tenantId, conversationId };

describe("checkHandover()", () => {
  const strict: DeskSettings = {
    ...defaultDeskSettings,
    firstResponseMinutes: [null, 100, null, null],
    escalateAtShare: 0.8,
    reactionMinutes: 5,
  };
  async function checkedFixture() {
    const fixture = await createDeskFixture();
    await fixture.settings(strict);
    await fixture.person("maria");
    const handoverId = await fixture.queued();
    const check = async () =>
      checkHandover({ tenantId, handoverId, version: (await fixture.handover()).version }, fixture.services);
    const claim = () =>
      claimHandover({ tenantId, handoverId, humanAgentId: "maria", assignedBy: "maria" }, fixture.services);
    return { ...fixture, handoverId, check, claim };
  }

  test("takes it back from a person who has not reacted, who is away from then on", async () => {
    const { claim, check, clock, handover, agent, inTenant, handoverId } = await checkedFixture();
    await claim();
    clock.nowMs += 5 * minuteMs - 1;
    await check();
    expect(await handover()).toMatchObject({ status: "assigned" });
    clock.nowMs += 1;
    const { messages } = await check();
    expect(messages).toMatchObject([{ topic: "desk.assign" }]);
    expect(await handover()).toMatchObject({ status: "queued", assignedTo: null });
    expect(await agent("maria")).toMatchObject({ status: "away", currentLoad: 0 });
    expect(await inTenant((tx) => tx.handovers.assignments(handoverId))).toMatchObject([
      { end: "no_reaction" },
    ]);
  });

  test("leaves it with a person who has reacted", async () => {
    const { claim, check, clock, handover, services } = await checkedFixture();
    await claim();
    const reply = { ...about, humanAgentId: "maria", messageId: "r", text: "Hi", isPrivate: false };
    await replyAsHuman(reply, services);
    clock.nowMs += 60 * minuteMs;
    await check();
    expect(await handover()).toMatchObject({ assignedTo: "maria" });
  });

  test("gives the next person the whole time to react", async () => {
    const { claim, check, clock, handover, services, person, handoverId } = await checkedFixture();
    await person("tom");
    await claim();
    clock.nowMs += 4 * minuteMs;
    await reassignHandover({ tenantId, handoverId, to: "tom", assignedBy: "boss" }, services);
    clock.nowMs += 4 * minuteMs;
    await check();
    expect(await handover()).toMatchObject({ assignedTo: "tom" });
  });

  test("escalates when a deadline is about to be missed, once", async () => {
    const { check, clock, handover, events } = await checkedFixture();
    const { queuedAtMs, version } = await handover();
    clock.nowMs = queuedAtMs + 80 * minuteMs - 1;
    await check();
    expect(await handover()).toMatchObject({ escalatedAtMs: null });
    clock.nowMs += 1;
    await check();
    expect(await handover()).toMatchObject({ escalatedAtMs: clock.nowMs, priority: 3, version: version + 1 });
    clock.nowMs += 1;
    await check();
    expect(await handover()).toMatchObject({ escalatedAtMs: clock.nowMs - 1 });
    expect((await events()).filter(({ type }) => type === "handover.escalated")).toHaveLength(1);
  });

  test("does not escalate what was answered in time", async () => {
    const { claim, check, clock, handover, services } = await checkedFixture();
    await claim();
    await replyAsHuman(
      { ...about, humanAgentId: "maria", messageId: "r", text: "Hi", isPrivate: false },
      services,
    );
    clock.nowMs += 90 * minuteMs;
    await check();
    expect(await handover()).toMatchObject({ escalatedAtMs: null, priority: 1 });
  });

  test("is called again for a handover as it stands, and not for one that has gone on", async () => {
    const { check, checks, claim, clock, handover, services, handoverId } = await checkedFixture();
    checks.length = 0;
    await check();
    const standing = { ...about, handover: { handoverId, version: (await handover()).version } };
    expect(checks).toEqual([{ check: standing, atMs: clock.nowMs + 5 * minuteMs }]);
    await claim();
    checks.length = 0;
    await checkHandover({ tenantId, ...standing.handover }, services);
    expect(checks).toEqual([]);
    await closeHandover(
      { tenantId, handoverId, humanAgentId: "maria", outcome: "resolved", seenSeq: 1 },
      services,
    );
    checks.length = 0;
    await check();
    expect(checks).toEqual([]);
  });

  test("gives what waits to somebody, should that have been missed", async () => {
    const { handover, handoverId, services } = await checkedFixture();
    const { version } = await handover();
    await checkConversation({ ...about, handover: { handoverId, version } }, services);
    expect(await handover()).toMatchObject({ assignedTo: "maria" });
  });
});
