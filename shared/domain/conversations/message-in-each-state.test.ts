import { expect, test } from "vitest";
import { createDeskFixture, finished, handedOver, tenantId } from "../../../tests/support/desk-fixture.ts";
import { type ConversationStatus, conversationStatuses } from "../../contracts/conversation.ts";
import { claimHandover } from "../queue/claim-handover.ts";
import { closeHandover } from "../queue/close-handover.ts";

type Fixture = Awaited<ReturnType<typeof createDeskFixture>>;

async function close({ services, handover }: Fixture, outcome: "resolved" | "back_to_ai", seenSeq: number) {
  const own = { tenantId, handoverId: (await handover()).handoverId, humanAgentId: "maria", seenSeq };
  const closing =
    outcome === "resolved"
      ? ({ outcome } as const)
      : ({ outcome, instruction: "Go on.", instructedBy: "maria" } as const);
  return closeHandover({ ...own, ...closing }, services);
}

async function claim({ services, handover, person }: Fixture) {
  await person("maria");
  const { handoverId } = await handover();
  await claimHandover({ tenantId, handoverId, humanAgentId: "maria", assignedBy: "maria" }, services);
}

/** From the first message on, until the conversation is in this status. */
async function bringTo(status: ConversationStatus, fixture: Fixture): Promise<void> {
  const { write, begin, run, end, queue } = fixture;
  const ways: Record<ConversationStatus, (() => Promise<unknown>)[]> = {
    new: [],
    ai_processing: [begin],
    finished: [begin, () => run({}, finished), end],
    handover: [begin, () => run({}, handedOver()), end],
    pending_human: [begin, () => run({}, handedOver()), end, queue],
    human_active: [begin, () => run({}, handedOver()), end, queue, () => claim(fixture)],
    resolved: [
      begin,
      () => run({}, handedOver()),
      end,
      queue,
      () => claim(fixture),
      () => close(fixture, "resolved", 1),
    ],
    back_to_ai: [
      begin,
      () => run({}, handedOver()),
      end,
      queue,
      () => claim(fixture),
      () => close(fixture, "back_to_ai", 1),
    ],
  };
  await write("First.");
  for (const step of ways[status]) await step();
}

/** What the customer asks in a turn's run. */
async function askedIn({ begin, inTenant }: Fixture, episode: number, turn: number) {
  const begun = await begin(episode, turn);
  if (begun.kind !== "run") throw new Error(`The turn is ${begun.kind}.`);
  return (await inTenant((tx) => tx.runs.get(begun.runId)))!.input["customer_message"];
}

/** Whoever closes it has to have seen what came meanwhile. */
async function personSees(fixture: Fixture): Promise<void> {
  await expect(close(fixture, "resolved", 1)).rejects.toMatchObject({
    details: { code: "unread-messages", last_seq: 3 },
  });
  await close(fixture, "resolved", 3);
}

const seen: Record<ConversationStatus, (fixture: Fixture) => Promise<void>> = {
  new: async (fixture) => expect(await askedIn(fixture, 1, 1)).toBe("First.\nSecond.\nThird."),
  async ai_processing(fixture) {
    await fixture.run({}, finished);
    expect(await fixture.end()).toEqual({ next: "again" });
    expect(await askedIn(fixture, 1, 2)).toBe("Second.\nThird.");
  },
  finished: async (fixture) => expect(await askedIn(fixture, 2, 1)).toBe("Second.\nThird."),
  async handover(fixture) {
    await fixture.queue();
    await claim(fixture);
    await personSees(fixture);
  },
  async pending_human(fixture) {
    await claim(fixture);
    await close(fixture, "back_to_ai", 3);
    expect(await askedIn(fixture, 1, 2)).toBe("Second.\nThird.");
  },
  human_active: personSees,
  resolved: async (fixture) => expect(await askedIn(fixture, 2, 1)).toBe("Second.\nThird."),
  back_to_ai: async (fixture) => expect(await askedIn(fixture, 1, 2)).toBe("Second.\nThird."),
};

test.each(conversationStatuses.map((status) => ({ status })))(
  "what a customer writes while it is $status is kept, in order, and seen",
  async ({ status }) => {
    const fixture = await createDeskFixture();
    await bringTo(status, fixture);
    expect((await fixture.current())!.status).toBe(status);
    await fixture.write("Second.", "second");
    await fixture.write("Third.", "third");
    await fixture.write("Second.", "second");
    const fromCustomer = (await fixture.messages()).filter(({ sender }) => sender === "customer");
    expect(fromCustomer.map(({ text }) => text)).toEqual(["First.", "Second.", "Third."]);
    expect((await fixture.messages()).map(({ seq }) => seq)).toEqual(
      (await fixture.messages()).map((_, index) => index + 1),
    );
    await seen[status](fixture);
  },
);
