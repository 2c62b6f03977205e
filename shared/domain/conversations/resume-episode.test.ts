import { describe, expect, test } from "vitest";
import { conversationRow } from "../../../tests/support/desk-rows.ts";
import { createMemoryDatabase } from "../../../tests/support/memory-database.ts";
import type { Conversation } from "../../contracts/conversation.ts";
import type { JsonObject } from "../../contracts/json.ts";
import type { ExecutionOutcome } from "../workflows/ports.ts";
import { resumeEpisode } from "./resume-episode.ts";

const atWork = conversationRow({
  status: "ai_processing",
  episode: 2,
  turn: 1,
  lastSeq: 1,
  lastCustomerSeq: 1,
  seenSeq: 1,
  runId: "c-e2-t1",
  revision: 1,
});

/** A conversation, and executions of these names; a started one runs. */
async function prepare(
  changes: Partial<Conversation>,
  standing: Record<string, "running" | "failed" | "succeeded"> = {},
) {
  const database = createMemoryDatabase();
  const conversation = { ...atWork, ...changes };
  await database.tenant("t", (tx) => tx.conversations.insert(conversation));
  const all = new Map<string, string>(Object.entries(standing));
  const started: { name: string; input: JsonObject }[] = [];
  const described: string[] = [];
  let meanwhile: Partial<Conversation> | null = null;
  const stateMachines = {
    async describe(_machine: unknown, name: string): Promise<ExecutionOutcome> {
      described.push(name);
      const changed = meanwhile && { ...(await current()), ...meanwhile };
      meanwhile = null;
      if (changed !== null) await database.tenant("t", (tx) => tx.conversations.save(changed));
      const status = all.get(name) ?? "unknown";
      return (status === "failed" ? { status, error: "", cause: "" } : { status }) as ExecutionOutcome;
    },
    async start(_machine: unknown, name: string, input: JsonObject) {
      if (all.has(name)) return;
      all.set(name, "running");
      started.push({ name, input });
    },
  };
  const current = async () => (await database.tenant("t", (tx) => tx.conversations.get("c")))!;
  const resume = async () => resumeEpisode(await current(), { database, stateMachines });
  /** What becomes of the conversation while Step Functions is asked for the first time. */
  const happens = (what: Partial<Conversation>) => void (meanwhile = what);
  return { started, described, current, resume, all, happens };
}

describe("resumeEpisode()", () => {
  test("asks once, whatever turn it is, while the execution that has the episode runs", async () => {
    const execution = { turn: 101, attempt: 3 };
    const changes = { turn: 150, runId: "c-e2-t150", execution };
    const { resume, described, started } = await prepare(changes, { "c-e2-t101-a3": "running" });
    expect(await resume()).toBe(false);
    expect([described, started]).toEqual([["c-e2-t101-a3"], []]);
  });

  test("starts the first one when its start was lost", async () => {
    const { resume, started } = await prepare({ status: "new", turn: 0, runId: null });
    expect(await resume()).toBe(true);
    const input = { tenantId: "t", conversationId: "c", episode: 2, turn: 1, attempt: 1 };
    expect(started).toEqual([{ name: "c-e2", input }]);
  });

  test("starts one under a name that nothing had, and knows it from then on", async () => {
    const { resume, started, described, current } = await prepare({}, { "c-e2": "failed" });
    expect(await resume()).toBe(true);
    expect(started).toMatchObject([{ name: "c-e2-a2", input: { turn: 1, attempt: 2 } }]);
    expect((await current()).execution).toEqual({ turn: 1, attempt: 2 });
    described.length = 0;
    expect(await resume()).toBe(false);
    expect(described).toEqual(["c-e2-a2"]);
  });

  test("starts another each time that the one before is gone", async () => {
    const changes = { turn: 3, runId: "c-e2-t3", execution: { turn: 3, attempt: 2 } };
    const { resume, started } = await prepare(changes, { "c-e2-t3-a2": "failed" });
    await resume();
    expect(started).toMatchObject([{ name: "c-e2-t3-a3", input: { turn: 3 } }]);
  });

  test("starts the same again when it died between noting and starting it", async () => {
    const { resume, started } = await prepare({ execution: { turn: 1, attempt: 2 } }, { "c-e2": "failed" });
    expect(await resume()).toBe(true);
    expect(started).toMatchObject([{ name: "c-e2-a2" }]);
  });

  test("finds a successor that has not begun its turn yet, and takes its place when it is gone", async () => {
    const changes = { turn: 100, status: "back_to_ai", runId: "c-e2-t100" } as const;
    const running = await prepare(changes, { "c-e2": "succeeded", "c-e2-t101": "running" });
    expect(await running.resume()).toBe(false);
    expect(running.started).toEqual([]);
    const gone = await prepare(changes, { "c-e2": "succeeded", "c-e2-t101": "failed" });
    expect(await gone.resume()).toBe(true);
    expect(gone.started).toMatchObject([{ name: "c-e2-t101-a2", input: { turn: 101, attempt: 2 } }]);
  });

  test("takes up the next turn where none is under way", async () => {
    for (const changes of [{ status: "back_to_ai" }, { status: "ai_processing", runId: null }] as const) {
      const { resume, started } = await prepare(changes, { "c-e2": "failed" });
      await resume();
      expect(started).toMatchObject([{ name: "c-e2-t2", input: { turn: 2 } }]);
    }
  });

  test("starts one for several who find at once that it is gone", async () => {
    const { resume, started } = await prepare({}, { "c-e2": "failed" });
    await Promise.all([resume(), resume(), resume()]);
    expect(started.map(({ name }) => name)).toEqual(["c-e2-a2"]);
  });

  test("replaces nothing of a conversation that has gone on meanwhile", async () => {
    const standing = { "c-e2": "failed", "c-e3": "running", "c-e2-t2": "running" } as const;
    const cases = [
      [{ episode: 3 }, ["c-e2", "c-e3"]],
      [{ execution: { turn: 2, attempt: 1 } }, ["c-e2", "c-e2-t2"]],
      [{ status: "finished", closedAtMs: 1 }, ["c-e2"]],
    ] as const;
    for (const [meanwhile, asked] of cases) {
      const { resume, happens, current, described, started } = await prepare({}, standing);
      happens(meanwhile);
      expect(await resume()).toBe(false);
      expect([described, started]).toEqual([asked, []]);
      expect(await current()).toMatchObject(meanwhile);
      expect((await current()).execution.attempt).toBe(1);
    }
  });

  test("lets a conversation be that is closed, or has not begun", async () => {
    const closed = await prepare({ status: "finished", closedAtMs: 1 });
    const unused = await prepare({ status: "new", episode: 0, turn: 0, runId: null });
    expect([await closed.resume(), await unused.resume()]).toEqual([false, false]);
    expect([...closed.described, ...unused.described]).toEqual([]);
  });
});
