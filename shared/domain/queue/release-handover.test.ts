import { describe, expect, test } from "vitest";
import { createAssignedFixture } from "../../../tests/support/desk-fixture.ts";
import { NotAllowedError } from "../../contracts/errors.ts";
import { releaseHandover } from "./release-handover.ts";

describe("releaseHandover()", () => {
  test("puts it back with the age it had", async () => {
    const { ofMaria, services, handover, current, agent, assignments, topics, clock } =
      await createAssignedFixture();
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
    const { ofMaria, services } = await createAssignedFixture();
    await expect(releaseHandover({ ...ofMaria, humanAgentId: "tom" }, services)).rejects.toThrow(
      NotAllowedError,
    );
  });

  test("can be claimed again, as the next attempt", async () => {
    const { ofMaria, services, claim, assignments } = await createAssignedFixture();
    await releaseHandover(ofMaria, services);
    await claim("tom", "queue");
    expect(await assignments()).toMatchObject([
      { attempt: 1, humanAgentId: "maria", end: "released" },
      { attempt: 2, humanAgentId: "tom", end: null },
    ]);
  });
});
