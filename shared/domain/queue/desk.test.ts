import { describe, expect, test } from "vitest";
import { conversationId, createDeskFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import { ConflictError, NotAllowedError, NotFoundError } from "../../contracts/errors.ts";
import type { DeskSettings } from "../../contracts/human-agent.ts";
import { checkConversation } from "../conversations/check-conversation.ts";
import { assignWaiting } from "./assign-waiting.ts";
import { checkHandover } from "./check-handover.ts";
import { claimHandover } from "./claim-handover.ts";
import { closeHandover } from "./close-handover.ts";
import { defaultDeskSettings } from "./default-desk-settings.ts";
import { reassignHandover } from "./reassign-handover.ts";
import { releaseHandover } from "./release-handover.ts";
import { replyAsHuman } from "./reply-as-human.ts";
import { setAgentStatus } from "./set-agent-status.ts";
import { settleHandover } from "./settle-handover.ts";

const minuteMs = 60_000;
const about = { tenantId, conversationId };

/** A conversation that maria has; tom is free, too. */
async function assignedFixture() {
  const fixture = await createDeskFixture();
  await fixture.person("maria");
  await fixture.person("tom");
  const handoverId = await fixture.queued();
  const claim = (humanAgentId: string, assignedBy = humanAgentId) =>
    claimHandover({ tenantId, handoverId, humanAgentId, assignedBy }, fixture.services);
  await claim("maria");
  const ofMaria = { tenantId, handoverId, humanAgentId: "maria" };
  const assignments = () => fixture.inTenant((tx) => tx.handovers.assignments(handoverId));
  const topics = () => fixture.outbox().map(({ topic }) => topic);
  return { ...fixture, handoverId, claim, ofMaria, assignments, topics };
}

describe("queueHandover()", () => {
  test("puts it into the queue with its deadlines, and says that somebody waits", async () => {
    const { queued, settings, clock, handover, current, outbox, checks, inTenant } =
      await createDeskFixture();
    const firstResponseMinutes = [null, 60, 30, 10];
    // Monday 9:00 UTC is 10:00 in Berlin; the desk closes at 17:00.
    const weekly = Array.from({ length: 7 }, () => [{ fromMinute: 540, toMinute: 1020 }]);
    const desk: DeskSettings = {
      ...defaultDeskSettings,
      timeZone: "Europe/Berlin",
      weekly,
      firstResponseMinutes,
    };
    await settings({ ...desk, resolutionMinutes: [null, 480, null, null] });
    const handoverId = await queued();
    const made = await handover();
    expect(made).toMatchObject({ status: "queued", priority: 1, version: 1, queuedAtMs: clock.nowMs });
    expect(made.firstResponseDueAtMs).toBe(clock.nowMs + 60 * minuteMs);
    // Seven hours today, one tomorrow morning.
    expect(made.resolutionDueAtMs).toBe(Date.UTC(2026, 0, 6, 9) + (clock.nowMs - Date.UTC(2026, 0, 5, 9)));
    expect(await current()).toMatchObject({ status: "pending_human", handoverId });
    expect(outbox().at(-1)).toMatchObject({ topic: "desk.assign", conversationId, body: { tenantId } });
    expect(await inTenant((tx) => tx.handovers.taskTokens(handoverId))).toEqual(["token"]);
    const due = checks.filter(({ check }) => check.handover !== null);
    expect(due).toEqual([
      { check: { ...about, handover: { handoverId, version: 1 } }, atMs: clock.nowMs + 5 * minuteMs },
    ]);
  });

  test("asked again keeps the new token, and changes nothing else", async () => {
    const { queued, queue, handover, current, outbox, inTenant, clock } = await createDeskFixture();
    const handoverId = await queued();
    const before = [await handover(), await current(), outbox().length];
    clock.nowMs += 1;
    expect(await queue(1, 1, "second")).toEqual([]);
    expect([await handover(), await current(), outbox().length]).toEqual(before);
    expect(await inTenant((tx) => tx.handovers.taskTokens(handoverId))).toEqual(["token", "second"]);
  });

  test("asked again after somebody has closed it, settles the new wait", async () => {
    const { queue, ofMaria, services, settled } = await assignedFixture();
    await closeHandover({ ...ofMaria, outcome: "resolved", seenSeq: 1 }, services);
    expect(await queue(1, 1, "late")).toMatchObject([{ topic: "handover.settle" }]);
    await settleHandover(ofMaria, services);
    expect(settled).toEqual([
      { taskToken: "token", output: { outcome: "resolved" } },
      { taskToken: "late", output: { outcome: "resolved" } },
    ]);
  });

  test("is not for a turn without a handover", async () => {
    const { queued, queue } = await createDeskFixture();
    await queued();
    await expect(queue(1, 2)).rejects.toThrow(NotFoundError);
  });
});

describe("claimHandover()", () => {
  test("gives it to the person, with conversation, load and history in agreement", async () => {
    const { handover, current, agent, assignments, events, clock } = await assignedFixture();
    expect(await handover()).toMatchObject({ status: "assigned", assignedTo: "maria", version: 2 });
    expect(await current()).toMatchObject({ status: "human_active" });
    expect((await agent("maria")).currentLoad).toBe(1);
    expect(await assignments()).toEqual([
      expect.objectContaining({
        attempt: 1,
        humanAgentId: "maria",
        assignedBy: "maria",
        assignedAtMs: clock.nowMs,
      }),
    ]);
    expect((await events()).slice(-2)).toMatchObject([
      { type: "handover.assigned", data: { human_agent_id: "maria" } },
      { type: "status.changed", data: { from: "pending_human", to: "human_active" } },
    ]);
  });

  test("claimed twice by one person is claimed once; another is refused", async () => {
    const { claim, agent, assignments, handover } = await assignedFixture();
    expect(await claim("maria")).toEqual(await handover());
    await expect(claim("tom")).rejects.toThrow(ConflictError);
    expect((await agent("maria")).currentLoad).toBe(1);
    expect((await agent("tom")).currentLoad).toBe(0);
    expect(await assignments()).toHaveLength(1);
  });

  test.each([
    ["is away", { status: "away" }, "not-online"],
    ["has no room", { currentLoad: 2 }, "no-capacity"],
    ["lacks a skill", { skills: ["general"] }, "skills-missing"],
  ] as const)("refuses a person who %s", async (_who, changes, code) => {
    const { queued, person, services, handover } = await createDeskFixture();
    await person("maria", changes as object);
    const handoverId = await queued();
    const claimed = claimHandover(
      { tenantId, handoverId, humanAgentId: "maria", assignedBy: "maria" },
      services,
    );
    await expect(claimed).rejects.toMatchObject({ details: { code } });
    expect(await handover()).toMatchObject({ status: "queued" });
  });

  test("refuses what is not in the queue yet, and who is not there", async () => {
    const { write, begin, end, handover, person, services } = await createDeskFixture();
    await person("maria");
    await write("Hello");
    await begin();
    await end();
    const { handoverId } = await handover();
    const claim = (humanAgentId: string, id: string) =>
      claimHandover({ tenantId, handoverId: id, humanAgentId, assignedBy: "queue" }, services);
    await expect(claim("maria", handoverId)).rejects.toMatchObject({ details: { code: "not-queued" } });
    await expect(claim("nobody", handoverId)).rejects.toThrow(NotFoundError);
    await expect(claim("maria", "nothing")).rejects.toThrow(NotFoundError);
  });
});

describe("assignWaiting()", () => {
  test("gives what waits to who is free and fits", async () => {
    const { queued, person, services, handover, inTenant } = await createDeskFixture();
    await person("ann", { skills: ["general"] });
    await person("maria");
    const handoverId = await queued();
    expect(await assignWaiting(tenantId, services)).toEqual([{ handoverId, humanAgentId: "maria" }]);
    expect(await handover()).toMatchObject({ assignedTo: "maria" });
    expect(await inTenant((tx) => tx.handovers.assignments(handoverId))).toMatchObject([
      { assignedBy: "queue" },
    ]);
    expect(await assignWaiting(tenantId, services)).toEqual([]);
  });

  test("leaves a desk alone on which people claim", async () => {
    const { queued, person, services, settings } = await createDeskFixture();
    await person("maria");
    await settings({ ...defaultDeskSettings, assignment: "claim" });
    await queued();
    expect(await assignWaiting(tenantId, services)).toEqual([]);
  });

  test("plans again around what somebody else took meanwhile, and gives up on what never works", async () => {
    const { queued, person, services, handover } = await createDeskFixture();
    await person("maria");
    const handoverId = await queued();
    let transactions = 0;
    const database = {
      ...services.database,
      async tenant<T>(id: string, work: Parameters<typeof services.database.tenant<T>>[1]) {
        transactions += 1;
        // Between the plan and its transaction she goes.
        if (transactions === 2)
          await setAgentStatus({ tenantId, humanAgentId: "maria", status: "away" }, services);
        return services.database.tenant(id, work);
      },
    };
    expect(await assignWaiting(tenantId, { ...services, database })).toEqual([]);
    expect(await handover()).toMatchObject({ handoverId, status: "queued" });
    const stubborn = {
      ...services,
      nowMs: () => {
        throw new ConflictError("taken");
      },
    };
    await setAgentStatus({ tenantId, humanAgentId: "maria", status: "online" }, services);
    expect(await assignWaiting(tenantId, stubborn)).toEqual([]);
  });
});

describe("releaseHandover()", () => {
  test("puts it back with the age it had", async () => {
    const { ofMaria, services, handover, current, agent, assignments, topics, clock } =
      await assignedFixture();
    const { queuedAtMs } = await handover();
    clock.nowMs += 1000;
    const { messages } = await releaseHandover(ofMaria, services);
    expect(await handover()).toMatchObject({ status: "queued", assignedTo: null, queuedAtMs, version: 3 });
    expect(await current()).toMatchObject({ status: "pending_human" });
    expect((await agent("maria")).currentLoad).toBe(0);
    expect(await assignments()).toMatchObject([{ end: "released", endedAtMs: clock.nowMs }]);
    expect(messages).toMatchObject([{ topic: "desk.assign" }]);
    expect(topics().at(-1)).toBe("desk.assign");
    await expect(releaseHandover(ofMaria, services)).rejects.toThrow(NotAllowedError);
  });

  test("is refused to somebody else", async () => {
    const { ofMaria, services } = await assignedFixture();
    await expect(releaseHandover({ ...ofMaria, humanAgentId: "tom" }, services)).rejects.toThrow(
      NotAllowedError,
    );
  });

  test("can be claimed again, as the next attempt", async () => {
    const { ofMaria, services, claim, assignments } = await assignedFixture();
    await releaseHandover(ofMaria, services);
    await claim("tom", "queue");
    expect(await assignments()).toMatchObject([
      { attempt: 1, humanAgentId: "maria", end: "released" },
      { attempt: 2, humanAgentId: "tom", end: null },
    ]);
  });
});

describe("reassignHandover()", () => {
  test("hands it from one to the other", async () => {
    const { handoverId, services, handover, agent, assignments, current } = await assignedFixture();
    await reassignHandover({ tenantId, handoverId, to: "tom", assignedBy: "boss" }, services);
    expect(await handover()).toMatchObject({ assignedTo: "tom" });
    expect(await current()).toMatchObject({ status: "human_active" });
    expect([(await agent("maria")).currentLoad, (await agent("tom")).currentLoad]).toEqual([0, 1]);
    expect(await assignments()).toMatchObject([
      { humanAgentId: "maria", end: "reassigned" },
      { humanAgentId: "tom", assignedBy: "boss", end: null },
    ]);
  });

  test("changes nothing when the other cannot take it, or has it already, or nobody has it", async () => {
    const { handoverId, services, handover, current, ofMaria, agent } = await assignedFixture();
    const to = (humanAgentId: string) =>
      reassignHandover({ tenantId, handoverId, to: humanAgentId, assignedBy: "boss" }, services);
    const before = [await handover(), await current(), await agent("maria")];
    await setAgentStatus({ tenantId, humanAgentId: "tom", status: "away" }, services);
    await expect(to("tom")).rejects.toThrow(ConflictError);
    expect((await to("maria")).messages).toEqual([]);
    expect([await handover(), await current(), await agent("maria")]).toEqual(before);
    await releaseHandover(ofMaria, services);
    await expect(to("maria")).rejects.toMatchObject({ details: { code: "not-assigned" } });
  });
});

describe("closeHandover()", () => {
  test("resolves the conversation, frees the person and tells the state machine", async () => {
    const { ofMaria, services, current, handover, agent, assignments, settled, clock } =
      await assignedFixture();
    clock.nowMs += 1000;
    const { messages } = await closeHandover({ ...ofMaria, outcome: "resolved", seenSeq: 1 }, services);
    expect(messages.map(({ topic }) => topic)).toEqual(["handover.settle", "desk.assign"]);
    expect(await current()).toMatchObject({ status: "resolved", handoverId: null, closedAtMs: clock.nowMs });
    expect(await handover()).toMatchObject({
      status: "resolved",
      assignedTo: "maria",
      closedAtMs: clock.nowMs,
    });
    expect(await agent("maria")).toMatchObject({ currentLoad: 0, lastActiveAtMs: clock.nowMs });
    expect(await assignments()).toMatchObject([{ end: "resolved" }]);
    await settleHandover(messages[0]!.body as { tenantId: string; handoverId: string }, services);
    expect(settled).toEqual([{ taskToken: "token", output: { outcome: "resolved" } }]);
  });

  test("hands it back to the AI with an instruction", async () => {
    const { ofMaria, services, current, begin, assignments } = await assignedFixture();
    const back = { outcome: "back_to_ai", instruction: "Offer a voucher.", seenSeq: 1 } as const;
    await closeHandover({ ...ofMaria, ...back }, services);
    expect(await current()).toMatchObject({ status: "back_to_ai", instruction: "Offer a voucher." });
    expect(await assignments()).toMatchObject([{ end: "back_to_ai" }]);
    expect(await begin(1, 2)).toMatchObject({ kind: "run" });
    expect(await current()).toMatchObject({ status: "ai_processing", instruction: null });
  });

  test("is refused while something is unread, and to who does not have it", async () => {
    const { ofMaria, services, write, handover } = await assignedFixture();
    await write("One more thing");
    const close = (humanAgentId: string, seenSeq: number) =>
      closeHandover({ ...ofMaria, humanAgentId, outcome: "resolved", seenSeq }, services);
    await expect(close("maria", 1)).rejects.toMatchObject({
      details: { code: "unread-messages", last_seq: 2 },
    });
    await expect(close("tom", 2)).rejects.toThrow(NotAllowedError);
    expect(await handover()).toMatchObject({ status: "assigned" });
    await close("maria", 2);
    await expect(close("maria", 2)).rejects.toThrow(NotAllowedError);
  });

  test("settles nothing that is open", async () => {
    const { ofMaria, services, settled } = await assignedFixture();
    await settleHandover(ofMaria, services);
    await settleHandover({ tenantId, handoverId: "none" }, services);
    expect(settled).toEqual([]);
  });
});

describe("replyAsHuman()", () => {
  const reply = { ...about, humanAgentId: "maria", messageId: "r1", text: "Hello John", isPrivate: false };

  test("stores the answer and the time of the first response, once", async () => {
    const { services, handover, messages, clock, agent } = await assignedFixture();
    clock.nowMs += 1000;
    const first = await replyAsHuman(reply, services);
    expect(first.message).toMatchObject({
      seq: 2,
      sender: "human_agent",
      senderId: "maria",
      text: "Hello John",
    });
    const { firstResponseAtMs, reactedAtMs } = await handover();
    expect([firstResponseAtMs, reactedAtMs]).toEqual([clock.nowMs, clock.nowMs]);
    expect((await agent("maria")).lastActiveAtMs).toBe(clock.nowMs);
    clock.nowMs += 1000;
    expect((await replyAsHuman(reply, services)).message).toEqual(first.message);
    await replyAsHuman({ ...reply, messageId: "r2" }, services);
    expect(await handover()).toMatchObject({ firstResponseAtMs, reactedAtMs });
    expect(await messages()).toHaveLength(3);
  });

  test("does not take a note for an answer, but for a reaction of who has it", async () => {
    const { services, handover, clock } = await assignedFixture();
    await replyAsHuman({ ...reply, humanAgentId: "tom", messageId: "n1", isPrivate: true }, services);
    expect(await handover()).toMatchObject({ reactedAtMs: null, firstResponseAtMs: null });
    await replyAsHuman({ ...reply, messageId: "n2", isPrivate: true }, services);
    expect(await handover()).toMatchObject({ reactedAtMs: clock.nowMs, firstResponseAtMs: null });
  });

  test("is refused to who does not have the conversation", async () => {
    const { services, ofMaria, messages } = await assignedFixture();
    await expect(replyAsHuman({ ...reply, humanAgentId: "tom" }, services)).rejects.toThrow(NotAllowedError);
    await releaseHandover(ofMaria, services);
    await expect(replyAsHuman(reply, services)).rejects.toThrow(NotAllowedError);
    await expect(replyAsHuman({ ...reply, humanAgentId: "nobody" }, services)).rejects.toThrow(NotFoundError);
    expect(await messages()).toHaveLength(1);
  });
});

describe("setAgentStatus()", () => {
  const maria = { tenantId, humanAgentId: "maria" };

  test("keeps what a person has who is away, and gives it back when they go", async () => {
    const { services, handover, current, agent, assignments } = await assignedFixture();
    await setAgentStatus({ ...maria, status: "away" }, services);
    expect(await handover()).toMatchObject({ assignedTo: "maria" });
    const { messages } = await setAgentStatus({ ...maria, status: "offline" }, services);
    expect(messages).toMatchObject([{ topic: "desk.assign", conversationId }]);
    expect(await agent("maria")).toMatchObject({ status: "offline", currentLoad: 0 });
    expect(await handover()).toMatchObject({ status: "queued" });
    expect(await current()).toMatchObject({ status: "pending_human" });
    expect(await assignments()).toMatchObject([{ end: "offline" }]);
    expect(await assignWaiting(tenantId, services)).toMatchObject([{ humanAgentId: "tom" }]);
  });

  test("says that somebody is free", async () => {
    const { services, agent, clock } = await assignedFixture();
    await setAgentStatus({ ...maria, humanAgentId: "tom", status: "offline" }, services);
    clock.nowMs += 5;
    const { messages } = await setAgentStatus({ ...maria, humanAgentId: "tom", status: "online" }, services);
    expect(messages).toMatchObject([{ topic: "desk.assign", runId: null, body: { tenantId } }]);
    expect(await agent("tom")).toMatchObject({ status: "online", lastActiveAtMs: clock.nowMs });
    await expect(setAgentStatus({ ...maria, humanAgentId: "x", status: "away" }, services)).rejects.toThrow(
      NotFoundError,
    );
  });

  test("goes with everything, although a claim came in between", async () => {
    const { services, claim, agent, ofMaria, handover } = await assignedFixture();
    await releaseHandover(ofMaria, services);
    let transactions = 0;
    const database = {
      ...services.database,
      async tenant<T>(id: string, work: Parameters<typeof services.database.tenant<T>>[1]) {
        transactions += 1;
        if (transactions === 2) {
          await setAgentStatus({ ...maria, status: "online" }, services);
          await claim("maria");
        }
        return services.database.tenant(id, work);
      },
    };
    await setAgentStatus({ ...maria, status: "offline" }, { ...services, database });
    expect(await agent("maria")).toMatchObject({ status: "offline", currentLoad: 0 });
    expect(await handover()).toMatchObject({ status: "queued" });
  });
});

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
