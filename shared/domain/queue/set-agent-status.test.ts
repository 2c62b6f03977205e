import { describe, expect, test } from "vitest";
import { conversationId, createAssignedFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import { NotFoundError } from "../../contracts/errors.ts";
import { assignWaiting } from "./assign-waiting.ts";
import { releaseHandover } from "./release-handover.ts";
import { setAgentStatus } from "./set-agent-status.ts";

describe("setAgentStatus()", () => {
  const maria = { tenantId, humanAgentId: "maria" };

  test("keeps what a person has who is away, and gives it back when they go", async () => {
    const { services, handover, current, agent, assignments } = await createAssignedFixture();
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
    const { services, agent, clock, outbox } = await createAssignedFixture();
    await setAgentStatus({ ...maria, humanAgentId: "tom", status: "offline" }, services);
    clock.nowMs += 5;
    const { messages } = await setAgentStatus({ ...maria, humanAgentId: "tom", status: "online" }, services);
    expect(messages).toMatchObject([{ topic: "desk.assign", runId: null, body: { tenantId } }]);
    expect(outbox()).toContainEqual(messages[0]);
    expect(await agent("tom")).toMatchObject({ status: "online", lastActiveAtMs: clock.nowMs });
    await expect(setAgentStatus({ ...maria, humanAgentId: "x", status: "away" }, services)).rejects.toThrow(
      NotFoundError,
    );
  });

  test("goes with everything, although a claim came in between", async () => {
    const { services, claim, agent, ofMaria, handover } = await createAssignedFixture();
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
