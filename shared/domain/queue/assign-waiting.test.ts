import { describe, expect, test } from "vitest";
import { createDeskFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import { conversationRow, handoverRow } from "../../../tests/support/desk-rows.ts";
import { ConflictError, NotFoundError } from "../../contracts/errors.ts";
import { assignWaiting } from "./assign-waiting.ts";
import { defaultDeskSettings } from "./default-desk-settings.ts";
import { setAgentStatus } from "./set-agent-status.ts";

describe("assignWaiting()", () => {
  test("gives what waits to who is free and fits", async () => {
    const { queued, person, services, handover, inTenant } = await createDeskFixture();
    await person("ann", { skills: ["general"] });
    await person("maria");
    const handoverId = await queued();
    expect(await assignWaiting(tenantId, services)).toEqual([{ handoverId, humanAgentId: "maria" }]);
    expect(await handover()).toMatchObject({ assignedTo: "maria" });
    expect(await inTenant((tx) => tx.handovers.assignments(handoverId))).toMatchObject([
      { assignedBy: "queue" },
    ]);
    expect(await assignWaiting(tenantId, services)).toEqual([]);
  });

  test("leaves a desk alone on which people claim", async () => {
    const { queued, person, services, settings } = await createDeskFixture();
    await person("maria");
    await settings({ ...defaultDeskSettings, assignment: "claim" });
    await queued();
    expect(await assignWaiting(tenantId, services)).toEqual([]);
  });

  test("finds what somebody can take behind fifteen hundred that nobody can", async () => {
    const { queued, person, services, inTenant, clock } = await createDeskFixture();
    const handoverId = await queued();
    await inTenant(async (tx) => {
      for (let number = 0; number < 1_500; number += 1) {
        const own = { tenantId, conversationId: `c${number}`, handoverId: `h${number}` };
        await tx.conversations.insert(conversationRow({ ...own, handoverId: null }));
        const urgent = { requiredSkills: ["welding"], priority: 3, queuedAtMs: clock.nowMs - 3_600_000 };
        await tx.handovers.insert(handoverRow({ ...own, ...urgent }));
        await tx.handovers.keepTaskToken(own.handoverId, `token ${number}`);
      }
    });
    await person("maria");
    await person("weld", { skills: ["welding"], status: "away" });
    await person("busy", { skills: ["welding"], maxCapacity: 1, currentLoad: 1 });
    expect(await assignWaiting(tenantId, services)).toEqual([{ handoverId, humanAgentId: "maria" }]);
  });

  test("plans again around what somebody else took meanwhile, and gives up on what never works", async () => {
    const { queued, person, services, handover } = await createDeskFixture();
    await person("maria");
    const handoverId = await queued();
    let transactions = 0;
    const database = {
      ...services.database,
      async tenant<T>(id: string, work: Parameters<typeof services.database.tenant<T>>[1]) {
        transactions += 1;
        // Between the plan and its transaction she goes.
        if (transactions === 2)
          await setAgentStatus({ tenantId, humanAgentId: "maria", status: "away" }, services);
        return services.database.tenant(id, work);
      },
    };
    expect(await assignWaiting(tenantId, { ...services, database })).toEqual([]);
    expect(await handover()).toMatchObject({ handoverId, status: "queued" });
    const stubborn = {
      ...services,
      nowMs: () => {
        throw new ConflictError("taken");
      },
    };
    await setAgentStatus({ tenantId, humanAgentId: "maria", status: "online" }, services);
    expect(await assignWaiting(tenantId, stubborn)).toEqual([]);
  });

  test("goes on without what is gone, and stops at what it does not expect", async () => {
    const { queued, person, services } = await createDeskFixture();
    await person("maria");
    await queued();
    const failing = (error: Error) => ({
      ...services,
      nowMs: () => {
        throw error;
      },
    });
    expect(await assignWaiting(tenantId, failing(new NotFoundError("gone")))).toEqual([]);
    await expect(assignWaiting(tenantId, failing(new Error("broken")))).rejects.toThrow("broken");
  });
});
