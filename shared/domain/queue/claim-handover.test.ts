import { expect, test } from "vitest";
import { createDeskFixture, tenantId } from "../../../tests/support/desk-fixture.ts";
import { ConflictError } from "../../contracts/errors.ts";
import { claimHandover } from "./claim-handover.ts";
import { closeHandover } from "./close-handover.ts";
import { reassignHandover } from "./reassign-handover.ts";

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
