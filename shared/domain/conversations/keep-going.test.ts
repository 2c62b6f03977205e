import { describe, expect, test } from "vitest";
import { conversationRow } from "../../../tests/support/desk-rows.ts";
import { createMemoryDatabase } from "../../../tests/support/memory-database.ts";
import type { Conversation, ConversationCheck } from "../../contracts/conversation.ts";
import type { ScheduledCheck } from "../../contracts/scheduled-check.ts";
import type { ExecutionOutcome } from "../workflows/ports.ts";
import { keepGoing } from "./keep-going.ts";
import { startEpisode } from "./start-episode.ts";
import { isEarly, waitUntilDue } from "./wait-until-due.ts";

const conversation = conversationRow({ episode: 1, lastSeq: 1, lastCustomerSeq: 1, revision: 1 });
const check: ScheduledCheck = { tenantId: "t", conversationId: "c", handover: null, atMs: 1_000 };

async function standing(changes: Partial<Conversation>, outcome: ExecutionOutcome = { status: "unknown" }) {
  const database = createMemoryDatabase();
  await database.tenant("t", (tx) => tx.conversations.insert({ ...conversation, ...changes }));
  const started: [machine: string, name: string, input: unknown][] = [];
  const checked: { check: ConversationCheck; atMs: number }[] = [];
  const stateMachines = {
    start: async (machine: { workflowName: string }, name: string, input: unknown) =>
      void started.push([machine.workflowName, name, input]),
    describe: async (_machine: unknown, _name: string): Promise<ExecutionOutcome> => outcome,
  };
  const checks = {
    checkAt: async (each: ConversationCheck, atMs: number) => void checked.push({ check: each, atMs }),
  };
  return { database, started, checked, stateMachines, checks, nowMs: () => 1_000 };
}

describe("startEpisode()", () => {
  const message = { tenantId: "t", conversationId: "c", episode: 1 };

  test("starts the execution that is named after the episode", async () => {
    const services = await standing({});
    await startEpisode(message, services);
    expect(services.started).toEqual([["conversation", "c-e1", message]]);
  });

  test("starts nothing that has begun, is another episode's, or does not exist", async () => {
    const services = await standing({ status: "ai_processing", turn: 1, runId: "r" });
    await startEpisode(message, services);
    await startEpisode({ ...message, episode: 2 }, services);
    await startEpisode({ ...message, conversationId: "other" }, services);
    expect(services.started).toEqual([]);
  });
});

describe("keepGoing()", () => {
  test("starts what was never started, and looks again", async () => {
    const services = await standing({});
    await keepGoing(check, services);
    expect(services.started.map(([, name]) => name)).toEqual(["c-e1"]);
    expect(services.checked).toEqual([
      { check: { tenantId: "t", conversationId: "c", handover: null }, atMs: 1_000 + 600_000 },
    ]);
  });

  test("looks again at a turn that runs, and starts nothing beside it", async () => {
    const services = await standing({ status: "ai_processing", turn: 1, runId: "r" }, { status: "running" });
    await keepGoing(check, services);
    expect([services.started, services.checked.length]).toEqual([[], 1]);
  });

  test("lets people take their time", async () => {
    const services = await standing(
      { status: "pending_human", turn: 1, handoverId: "h" },
      { status: "running" },
    );
    await keepGoing(check, services);
    expect([services.started, services.checked]).toEqual([[], []]);
    const active = await standing(
      { status: "human_active", turn: 1, handoverId: "h" },
      { status: "running" },
    );
    await keepGoing(check, active);
    expect(active.checked).toEqual([]);
    await keepGoing({ ...check, conversationId: "gone" }, active);
    expect(active.started).toEqual([]);
  });

  test("waits anew for people whose execution is gone", async () => {
    const status = { status: "stopped", error: "", cause: "" } as const;
    const gone = { status: "human_active", turn: 1, runId: "r", handoverId: "h" } as const;
    const services = await standing(gone);
    services.stateMachines.describe = async (_machine, name) =>
      name === "c-e1" ? status : { status: "unknown" };
    await keepGoing(check, services);
    expect(services.started).toMatchObject([["conversation", "c-e1-a2", { turn: 1 }]]);
  });

  test("goes on with one check, however many messages bring one", async () => {
    const services = await standing({ status: "ai_processing", turn: 1, runId: "r" }, { status: "running" });
    const at = (nowMs: number) => keepGoing({ ...check, atMs: nowMs }, { ...services, nowMs: () => nowMs });
    for (const nowMs of [1_000, 2_000, 60_000, 500_000]) await at(nowMs);
    expect(services.checked.map(({ atMs }) => atMs)).toEqual([601_000]);
    await at(601_000);
    await at(601_001);
    expect(services.checked.map(({ atMs }) => atMs)).toEqual([601_000, 1_201_000]);
  });

  test("begins to look again when people have handed it back", async () => {
    const changes = { status: "back_to_ai", turn: 1, runId: "r", nextLookAtMs: 900 } as const;
    const services = await standing(changes, { status: "running" });
    await keepGoing({ ...check, atMs: 60_000 }, { ...services, nowMs: () => 60_000 });
    expect(services.checked.map(({ atMs }) => atMs)).toEqual([660_000]);
  });

  test("leaves closed conversations, and deadlines of the desk, alone", async () => {
    const closed = await standing({ status: "finished", turn: 1, seenSeq: 1, closedAtMs: 1 });
    await keepGoing(check, closed);
    const open = await standing({});
    await keepGoing({ ...check, handover: { handoverId: "h", version: 1 } }, open);
    expect([closed.started, closed.checked, open.started, open.checked]).toEqual([[], [], [], []]);
  });
});

describe("a check that comes before its time", () => {
  const late = {
    ...check,
    atMs: Date.parse("2026-03-01T12:00:00Z"),
    handover: { handoverId: "h", version: 3 },
  };

  test("is given to a state machine, under a name that says what it is for", async () => {
    const { started, stateMachines } = await standing({});
    await waitUntilDue(late, stateMachines);
    expect(started).toEqual([
      ["deadline", `h-v3-${late.atMs}`, { at: "2026-03-01T12:00:00.000Z", check: late }],
    ]);
  });

  test("is early by more than clocks differ", () => {
    expect([
      isEarly(late, late.atMs - 3_000),
      isEarly(late, late.atMs - 1_000),
      isEarly(late, late.atMs),
    ]).toEqual([true, false, false]);
  });
});
