import { describe, expect, test } from "vitest";
import { conversationId, createAssignedFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import { NotAllowedError, NotFoundError } from "../../contracts/errors.ts";
import { releaseHandover } from "./release-handover.ts";
import { replyAsHuman } from "./reply-as-human.ts";

const about = { tenantId, conversationId };

describe("replyAsHuman()", () => {
  const reply = { ...about, humanAgentId: "maria", messageId: "r1", text: "Hello John", isPrivate: false };

  test("stores the answer and the time of the first response, once", async () => {
    const { services, handover, messages, clock, agent } = await createAssignedFixture();
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
    const { services, handover, clock } = await createAssignedFixture();
    await replyAsHuman({ ...reply, humanAgentId: "tom", messageId: "n1", isPrivate: true }, services);
    expect(await handover()).toMatchObject({ reactedAtMs: null, firstResponseAtMs: null });
    await replyAsHuman({ ...reply, messageId: "n2", isPrivate: true }, services);
    expect(await handover()).toMatchObject({ reactedAtMs: clock.nowMs, firstResponseAtMs: null });
  });

  test("is refused to who does not have the conversation", async () => {
    const { services, ofMaria, messages } = await createAssignedFixture();
    const refusal = (assigned_to: string) => ({ details: { code: "not-assigned", assigned_to } });
    const asTom = replyAsHuman({ ...reply, humanAgentId: "tom" }, services);
    await expect(asTom).rejects.toThrow(NotAllowedError);
    await expect(asTom).rejects.toMatchObject(refusal("maria"));
    await releaseHandover(ofMaria, services);
    await expect(replyAsHuman(reply, services)).rejects.toMatchObject(refusal("nobody"));
    await expect(replyAsHuman({ ...reply, humanAgentId: "nobody" }, services)).rejects.toThrow(NotFoundError);
    expect(await messages()).toHaveLength(1);
  });
});
