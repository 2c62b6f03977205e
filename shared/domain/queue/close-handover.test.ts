import { describe, expect, test } from "vitest";
import { createAssignedFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import { NotAllowedError } from "../../contracts/errors.ts";
import { closeHandover } from "./close-handover.ts";
import { settleHandover } from "./settle-handover.ts";

describe("closeHandover()", () => {
  test("resolves the conversation, frees the person and tells the state machine", async () => {
    const { ofMaria, services, current, handover, agent, assignments, settled, clock } =
      await createAssignedFixture();
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
    const { ofMaria, services, current, begin, assignments } = await createAssignedFixture();
    const back = {
      outcome: "back_to_ai",
      instruction: "Offer a voucher.",
      instructedBy: "maria",
      seenSeq: 1,
    } as const;
    await closeHandover({ ...ofMaria, ...back }, services);
    expect(await current()).toMatchObject({ status: "back_to_ai", instruction: "Offer a voucher." });
    expect(await assignments()).toMatchObject([{ end: "back_to_ai" }]);
    expect(await begin(1, 2)).toMatchObject({ kind: "run" });
    expect(await current()).toMatchObject({ status: "ai_processing", instruction: null });
  });

  test("is refused while something is unread, and to who does not have it", async () => {
    const { ofMaria, services, write, handover } = await createAssignedFixture();
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
    const { ofMaria, services, settled } = await createAssignedFixture();
    await settleHandover(ofMaria, services);
    await settleHandover({ tenantId, handoverId: "none" }, services);
    expect(settled).toEqual([]);
  });
});
