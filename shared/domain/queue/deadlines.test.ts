import { expect, test } from "vitest";
import { createDeskFixture } from "../../../tests/support/desk-fixture.ts";
import type { DeskSettings } from "../../contracts/human-agent.ts";
import { deadlinesOf, escalationDueAtMs, nextCheckAtMs, reactionDueAtMs } from "./deadlines.ts";
import { defaultDeskSettings } from "./default-desk-settings.ts";

const hourMs = 3_600_000;
const friday16 = Date.UTC(2026, 0, 9, 16);
const monday9 = Date.UTC(2026, 0, 12, 9);
/** Monday to Friday, 9 to 17, UTC. */
const office: DeskSettings = {
  ...defaultDeskSettings,
  weekly: [0, 1, 2, 3, 4, 5, 6].map((day) =>
    day === 0 || day === 6 ? [] : [{ fromMinute: 540, toMinute: 1020 }],
  ),
  firstResponseMinutes: [null, 120, 60, 60],
  resolutionMinutes: [null, 600, null, null],
  escalateAtShare: 0.75,
  reactionMinutes: 10,
};

async function sample() {
  const fixture = await createDeskFixture();
  await fixture.queued();
  const handover = { ...(await fixture.handover()), queuedAtMs: friday16, priority: 1 };
  return { ...handover, ...deadlinesOf(handover, office) };
}

test("deadlinesOf() counts business time, by priority", async () => {
  expect(await sample()).toMatchObject({
    firstResponseDueAtMs: monday9 + hourMs,
    resolutionDueAtMs: Date.UTC(2026, 0, 13, 10),
  });
  const at = (priority: number) => deadlinesOf({ priority, queuedAtMs: friday16 }, office);
  expect(at(0)).toEqual({ firstResponseDueAtMs: null, resolutionDueAtMs: null });
  expect(at(2)).toEqual({ firstResponseDueAtMs: friday16 + hourMs, resolutionDueAtMs: null });
});

test("deadlinesOf() has none for a priority that the desk does not name", async () => {
  const handover = await sample();
  expect(deadlinesOf(handover, { ...office, firstResponseMinutes: [], resolutionMinutes: [] })).toEqual({
    firstResponseDueAtMs: null,
    resolutionDueAtMs: null,
  });
});

test("escalationDueAtMs() is the share of the business time to the first deadline that is not met", async () => {
  const handover = await sample();
  expect(escalationDueAtMs(handover, office)).toBe(monday9 + hourMs / 2);
  const answered = { ...handover, firstResponseAtMs: friday16 + 1 };
  // 450 of 600 minutes: one hour on Friday, 6.5 on Monday.
  expect(escalationDueAtMs(answered, office)).toBe(monday9 + 6.5 * hourMs);
  expect(escalationDueAtMs({ ...handover, escalatedAtMs: 1 }, office)).toBeNull();
  expect(escalationDueAtMs({ ...handover, closedAtMs: 1 }, office)).toBeNull();
  expect(escalationDueAtMs({ ...answered, resolutionDueAtMs: null }, office)).toBeNull();
});

test("reactionDueAtMs() counts from when the person got it", async () => {
  const handover = {
    ...(await sample()),
    status: "assigned",
    assignedTo: "m",
    assignedAtMs: friday16,
  } as const;
  expect(reactionDueAtMs(handover, office)).toBe(friday16 + hourMs / 6);
  expect(reactionDueAtMs({ ...handover, reactedAtMs: friday16 }, office)).toBeNull();
  expect(reactionDueAtMs({ ...handover, status: "resolved" }, office)).toBeNull();
  expect(reactionDueAtMs(handover, { ...office, reactionMinutes: null })).toBeNull();
});

test("nextCheckAtMs() is what is due first, never in the past, and soon for what waits", async () => {
  const queued = await sample();
  expect(nextCheckAtMs(queued, office, friday16)).toBe(friday16 + 300_000);
  const assigned = { ...queued, status: "assigned", assignedTo: "m", assignedAtMs: friday16 } as const;
  expect(nextCheckAtMs(assigned, office, friday16)).toBe(friday16 + hourMs / 6);
  expect(nextCheckAtMs(assigned, office, friday16 + hourMs)).toBe(friday16 + hourMs);
  expect(nextCheckAtMs({ ...assigned, reactedAtMs: 1 }, office, friday16)).toBe(monday9 + hourMs / 2);
  expect(nextCheckAtMs({ ...assigned, reactedAtMs: 1, escalatedAtMs: 1 }, office, friday16)).toBeNull();
});
