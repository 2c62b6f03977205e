import { describe, expect, test } from "vitest";
import { createDeskFixture, finished, handedOver, tenantId } from "../../../tests/support/desk-fixture.ts";
import { claimHandover } from "../queue/claim-handover.ts";
import { closeHandover } from "../queue/close-handover.ts";
import { startEpisode } from "./start-episode.ts";

/** A conversation that people have: in its second episode, in the second turn. */
async function withPeople() {
  const fixture = await createDeskFixture();
  const { write, begin, run, end, queue, person, handover, services } = fixture;
  await write("Hello.");
  await begin();
  await run({}, finished);
  await end();
  await write("I want a person.");
  await begin(2, 1);
  await run({}, handedOver(), 2, 1);
  await end(2, 1);
  await queue(2, 1);
  await person("maria");
  const { handoverId } = await handover(2, 1);
  const own = { tenantId, handoverId, humanAgentId: "maria" };
  await claimHandover({ ...own, assignedBy: "maria" }, services);
  await closeHandover(
    { ...own, outcome: "back_to_ai", instruction: null, instructedBy: "maria", seenSeq: 9 },
    services,
  );
  await begin(2, 2);
  await run({}, handedOver(), 2, 2);
  await end(2, 2);
  await queue(2, 2);
  return fixture;
}

describe("an execution that comes late", () => {
  test("finds a turn only in the episode and the turn that people have", async () => {
    const { begin, current } = await withPeople();
    const before = await current();
    expect(await begin(2, 2)).toEqual({ kind: "handover" });
    for (const [episode, turn] of [
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 3],
      [3, 2],
    ] as const)
      expect(await begin(episode, turn)).toEqual({ kind: "none" });
    expect(await current()).toEqual(before);
  });

  test("ends where its turn had ended", async () => {
    const { end } = await withPeople();
    expect(await end(1, 1)).toEqual({ next: "finished" });
    expect(await end(2, 1)).toEqual({ next: "again" });
    expect(await end(2, 2)).toEqual({ next: "handover" });
  });

  test("ends nothing that another episode's turn is at work on, nor what people have closed", async () => {
    const { write, begin, run, end, current, queue, person, handover, services } = await createDeskFixture();
    await write("Hello.");
    await begin();
    await run({}, finished);
    await end();
    await write("And again.");
    await begin(2, 1);
    expect(await end(1, 1)).toEqual({ next: "finished" });
    expect(await current()).toMatchObject({ status: "ai_processing", episode: 2 });
    await run({}, handedOver(), 2, 1);
    await end(2, 1);
    await queue(2, 1);
    await person("maria");
    const own = { tenantId, handoverId: (await handover(2, 1)).handoverId, humanAgentId: "maria" };
    await claimHandover({ ...own, assignedBy: "maria" }, services);
    await closeHandover({ ...own, outcome: "resolved", seenSeq: 9 }, services);
    expect(await end(2, 1)).toEqual({ next: "finished" });
  });

  test("is not started for an episode that has begun its work, or is over", async () => {
    const { services, write, inTenant } = await createDeskFixture();
    const started: unknown[] = [];
    const stateMachines = { start: async (...given: unknown[]) => void started.push(given.slice(1)) };
    const { conversation } = await write("Hello.");
    const { conversationId } = conversation;
    const message = { tenantId, conversationId, episode: 1 };
    await startEpisode({ ...message, episode: 2 }, { ...services, stateMachines });
    await startEpisode({ ...message, conversationId: "other" }, { ...services, stateMachines });
    expect(started).toEqual([]);
    await startEpisode(message, { ...services, stateMachines });
    expect(started).toEqual([[`${conversationId}-e1`, message]]);
    await inTenant(async (tx) => {
      const locked = (await tx.conversations.lock(conversationId))!;
      await tx.conversations.save({ ...locked, status: "ai_processing", turn: 1 });
    });
    await startEpisode(message, { ...services, stateMachines });
    expect(started).toHaveLength(1);
  });
});
