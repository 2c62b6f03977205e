import { describe, expect, test } from "vitest";
import type { Conversation } from "../../contracts/conversation.ts";
import { HilError } from "../../contracts/errors.ts";
import type { HumanAgent, QueuedHandover } from "../../contracts/human-agent.ts";
import { createDeskFixture } from "../../../tests/support/desk-fixture.ts";
import { assign, type Desk, enqueue, release } from "./handover-life.ts";

/** A conversation in the queue, and somebody who is free. */
async function waiting(): Promise<Desk & { maria: HumanAgent }> {
  const { queued, person, agent, handover, current } = await createDeskFixture();
  await queued();
  await person("maria");
  return {
    conversation: (await current()) as Conversation,
    handover: await handover(),
    maria: await agent("maria"),
  };
}

/** How it is refused. */
function refusalOf(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error instanceof HilError ? error.details : error;
  }
}

describe("a handover", () => {
  test("is as old as its wait, from the moment at which it is queued", async () => {
    const { conversation, handover } = await waiting();
    const unqueued = { ...handover, queuedAtMs: 1, version: 0 };
    const queued = enqueue({ conversation: { ...conversation, status: "handover" }, handover: unqueued }, 9);
    expect(queued.handover).toMatchObject({ status: "queued", queuedAtMs: 9, version: 1 });
    expect(queued.conversation).toMatchObject({ status: "pending_human", updatedAtMs: 9 });
  });

  test("says who has it to whoever comes too late", async () => {
    const { conversation, handover, maria } = await waiting();
    const taken = assign({ conversation, handover }, maria, 9);
    const paul = { ...maria, humanAgentId: "paul" };
    const already = { code: "already-assigned", assigned_to: "maria" };
    expect(refusalOf(() => assign(taken, paul, 9))).toEqual(already);
    const closed: QueuedHandover = { ...taken.handover, status: "resolved" };
    expect(refusalOf(() => assign({ conversation, handover: closed }, maria, 9))).toEqual(already);
  });

  test("says who has it to whoever lets go of what is not theirs", async () => {
    const { conversation, handover, maria } = await waiting();
    const taken = assign({ conversation, handover }, maria, 9);
    const code = "not-assigned";
    const paul = { ...maria, humanAgentId: "paul" };
    expect(refusalOf(() => release(taken, paul, 9))).toEqual({ code, assigned_to: "maria" });
    expect(refusalOf(() => release({ conversation, handover }, maria, 9))).toEqual({
      code,
      assigned_to: "nobody",
    });
    const closed: QueuedHandover = { ...taken.handover, status: "resolved" };
    expect(refusalOf(() => release({ conversation, handover: closed }, taken.agent, 9))).toEqual({
      code,
      assigned_to: "maria",
    });
  });

  test("begins without a reaction for each person who gets it", async () => {
    const { conversation, handover, maria } = await waiting();
    const taken = assign({ conversation, handover: { ...handover, reactedAtMs: 3 } }, maria, 9);
    expect(taken.handover).toMatchObject({
      reactedAtMs: null,
      assignedAtMs: 9,
      version: handover.version + 1,
    });
    const again = release({ ...taken, handover: { ...taken.handover, reactedAtMs: 10 } }, taken.agent, 11);
    expect(again.handover).toMatchObject({ reactedAtMs: null, assignedAtMs: null, assignedTo: null });
  });
});
