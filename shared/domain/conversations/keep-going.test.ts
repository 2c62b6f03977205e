import { describe, expect, test } from "vitest";
import {
  conversationId,
  createDeskFixture,
  finished,
  tenantId,
} from "../../../tests/support/desk-fixture.ts";
import type { ScheduledCheck } from "../../contracts/scheduled-check.ts";
import { keepGoing } from "./keep-going.ts";
import { isEarly, waitUntilDue } from "./wait-until-due.ts";

const check: ScheduledCheck = { tenantId, conversationId, handover: null, atMs: 0 };

/** The desk, with machines that run nothing until they are asked to. */
async function quietDesk() {
  const fixture = await createDeskFixture();
  const started: string[] = [];
  const stateMachines = {
    describe: async () => ({ status: "unknown" }) as const,
    start: async (_machine: unknown, name: string) => void started.push(name),
  };
  const look = async (about: ScheduledCheck = check) => {
    const asked = fixture.checks.length;
    await keepGoing(about, { ...fixture.services, stateMachines });
    return fixture.checks.slice(asked);
  };
  return { ...fixture, started, look };
}

describe("keepGoing()", () => {
  test("starts what nobody works on, and looks again in ten minutes while the AI has it", async () => {
    const { write, look, started, clock } = await quietDesk();
    await write("Hello.");
    const next = { check: { tenantId, conversationId, handover: null }, atMs: clock.nowMs + 600_000 };
    expect(await look()).toEqual([next]);
    expect(started).toEqual([`${conversationId}-e1`]);
  });

  test("looks no more at a conversation that people have, while one that they will get is looked at", async () => {
    const { queued, look, inTenant } = await quietDesk();
    const handoverId = await queued();
    expect(await look()).toEqual([]);
    await inTenant(async (tx) => {
      const conversation = (await tx.conversations.lock(conversationId))!;
      await tx.conversations.save({ ...conversation, status: "human_active", handoverId });
    });
    expect(await look()).toEqual([]);
    await inTenant(async (tx) => {
      const conversation = (await tx.conversations.lock(conversationId))!;
      await tx.conversations.save({ ...conversation, status: "handover", handoverId });
    });
    expect(await look()).toHaveLength(1);
  });

  test("lets be what is closed, what is not there, and what a handover's own check is about", async () => {
    const { write, begin, run, end, look, started } = await quietDesk();
    await write("Hello.");
    expect(await look({ ...check, handover: { handoverId: "h", version: 1 } })).toEqual([]);
    expect(await look({ ...check, conversationId: "other" })).toEqual([]);
    await begin();
    await run({}, finished);
    await end();
    expect(await look()).toEqual([]);
    expect(started).toEqual([]);
  });
});

describe("a check", () => {
  test("is early until two seconds before its time", () => {
    expect(isEarly({ ...check, atMs: 10_000 }, 7_999)).toBe(true);
    expect(isEarly({ ...check, atMs: 10_000 }, 8_000)).toBe(false);
  });

  test("waits in a machine that is named after what it is about", async () => {
    const started: unknown[][] = [];
    const machines = { start: async (...given: unknown[]) => void started.push(given.slice(1)) };
    const about = { ...check, atMs: Date.UTC(2026, 0, 5) };
    await waitUntilDue(about, machines);
    await waitUntilDue({ ...about, handover: { handoverId: "h", version: 3 } }, machines);
    expect(started).toEqual([
      [`${conversationId}-${about.atMs}`, { at: "2026-01-05T00:00:00.000Z", check: about }],
      [
        `h-v3-${about.atMs}`,
        { at: "2026-01-05T00:00:00.000Z", check: { ...about, handover: { handoverId: "h", version: 3 } } },
      ],
    ]);
  });
});
