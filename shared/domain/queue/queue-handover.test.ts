import { describe, expect, test } from "vitest";
import {
  conversationId,
  createAssignedFixture,
  createDeskFixture,
  tenantId,
} from "../../../tests/support/desk-fixture.ts";
import { NotFoundError } from "../../contracts/errors.ts";
import type { DeskSettings } from "../../contracts/human-agent.ts";
import { closeHandover } from "./close-handover.ts";
import { defaultDeskSettings } from "./default-desk-settings.ts";
import { settleHandover } from "./settle-handover.ts";

const minuteMs = 60_000;
const about = { tenantId, conversationId };

describe("queueHandover()", () => {
  test("puts it into the queue with its deadlines, and says that somebody waits", async () => {
    const { queued, settings, clock, handover, current, outbox, checks, inTenant } =
      await createDeskFixture();
    const firstResponseMinutes = [null, 60, 30, 10];
    // Monday 9:00 UTC is 10:00 in Berlin; the desk closes at 17:00.
    const weekly = Array.from({ length: 7 }, () => [{ fromMinute: 540, toMinute: 1020 }]);
    const desk: DeskSettings = {
      ...defaultDeskSettings,
      timeZone: "Europe/Berlin",
      weekly,
      firstResponseMinutes,
    };
    await settings({ ...desk, resolutionMinutes: [null, 480, null, null] });
    const handoverId = await queued();
    const made = await handover();
    expect(made).toMatchObject({ status: "queued", priority: 1, version: 1, queuedAtMs: clock.nowMs });
    expect(made.firstResponseDueAtMs).toBe(clock.nowMs + 60 * minuteMs);
    // Seven hours today, one tomorrow morning.
    expect(made.resolutionDueAtMs).toBe(Date.UTC(2026, 0, 6, 9) + (clock.nowMs - Date.UTC(2026, 0, 5, 9)));
    expect(await current()).toMatchObject({ status: "pending_human", handoverId });
    expect(outbox().at(-1)).toMatchObject({ topic: "desk.assign", conversationId, body: { tenantId } });
    expect(await inTenant((tx) => tx.handovers.taskTokens(handoverId))).toEqual(["token"]);
    const due = checks.filter(({ check }) => check.handover !== null);
    expect(due).toEqual([
      { check: { ...about, handover: { handoverId, version: 1 } }, atMs: clock.nowMs + 5 * minuteMs },
    ]);
  });

  test("asked again keeps the new token, and changes nothing else", async () => {
    const { queued, queue, handover, current, outbox, inTenant, clock } = await createDeskFixture();
    const handoverId = await queued();
    const before = [await handover(), await current(), outbox().length];
    clock.nowMs += 1;
    expect(await queue(1, 1, "second")).toEqual([]);
    expect([await handover(), await current(), outbox().length]).toEqual(before);
    expect(await inTenant((tx) => tx.handovers.taskTokens(handoverId))).toEqual(["token", "second"]);
  });

  test("asked again after somebody has closed it, settles the new wait", async () => {
    const { queue, ofMaria, services, settled } = await createAssignedFixture();
    await closeHandover({ ...ofMaria, outcome: "resolved", seenSeq: 1 }, services);
    expect(await queue(1, 1, "late")).toMatchObject([{ topic: "handover.settle" }]);
    await settleHandover(ofMaria, services);
    expect(settled).toEqual([
      { taskToken: "token", output: { outcome: "resolved" } },
      { taskToken: "late", output: { outcome: "resolved" } },
    ]);
  });

  test("is not for a turn without a handover", async () => {
    const { queued, queue } = await createDeskFixture();
    await queued();
    await expect(queue(1, 2)).rejects.toThrow(NotFoundError);
  });
});
