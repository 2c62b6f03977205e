import { describe, expect, test } from "vitest";
import { createAssignedFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import { ConflictError } from "../../contracts/errors.ts";
import { reassignHandover } from "./reassign-handover.ts";
import { releaseHandover } from "./release-handover.ts";
import { setAgentStatus } from "./set-agent-status.ts";

describe("reassignHandover()", () => {
  test("hands it from one to the other", async () => {
    const { handoverId, services, handover, agent, assignments, current } = await createAssignedFixture();
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
    const { handoverId, services, handover, current, ofMaria, agent } = await createAssignedFixture();
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
