import { describe, expect, test } from "vitest";
import { createAssignedFixture, createDeskFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import { ConflictError, NotFoundError } from "../../contracts/errors.ts";
import { claimHandover } from "./claim-handover.ts";
import { reassignHandover } from "./reassign-handover.ts";
import { closeHandover } from "./close-handover.ts";

describe("claimHandover()", () => {
  test("gives it to the person, with conversation, load and history in agreement", async () => {
    const { handover, current, agent, assignments, events, clock } = await createAssignedFixture();
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
    const { claim, agent, assignments, handover } = await createAssignedFixture();
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

test("a handover is not claimed or handed on after its end, not even to who had it", async () => {
  const { queued, person, services, agent } = await createDeskFixture();
  const own = { tenantId, handoverId: await queued(), humanAgentId: "maria" };
  await person("maria");
  await claimHandover({ ...own, assignedBy: "maria" }, services);
  await closeHandover({ ...own, outcome: "resolved", seenSeq: 1 }, services);
  await expect(claimHandover({ ...own, assignedBy: "maria" }, services)).rejects.toMatchObject({
    details: { code: "already-assigned" },
  });
  await expect(
    reassignHandover({ tenantId, handoverId: own.handoverId, to: "maria", assignedBy: "boss" }, services),
  ).rejects.toThrow(ConflictError);
  expect(await agent("maria")).toMatchObject({ currentLoad: 0 });
});
