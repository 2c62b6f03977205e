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

function codeOf(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error instanceof HilError ? error.details["code"] : error;
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
    expect(codeOf(() => assign(taken, { ...maria, humanAgentId: "paul" }, 9))).toBe("already-assigned");
    const closed: QueuedHandover = { ...handover, status: "resolved" };
    expect(codeOf(() => assign({ conversation, handover: closed }, maria, 9))).toBe("already-assigned");
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
