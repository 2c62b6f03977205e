import { expect, test } from "vitest";
import { createDeskFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import { claimHandover } from "./claim-handover.ts";
import { closeHandover } from "./close-handover.ts";

test("a handover is not claimed after its end, not even by who had it", async () => {
  const { queued, person, services, agent } = await createDeskFixture();
  const own = { tenantId, handoverId: await queued(), humanAgentId: "maria" };
  await person("maria");
  await claimHandover({ ...own, assignedBy: "maria" }, services);
  await closeHandover({ ...own, outcome: "resolved", seenSeq: 1 }, services);
  await expect(claimHandover({ ...own, assignedBy: "maria" }, services)).rejects.toMatchObject({
    details: { code: "already-assigned" },
  });
  expect(await agent("maria")).toMatchObject({ currentLoad: 0 });
});
