import { beforeEach, describe, expect, test } from "vitest";
import type { ChangesView } from "../../shared/contracts/api/changes.ts";
import { type ApiHarness, createApiHarness } from "../../tests/support/api-harness.ts";
import { employ, handOver, openConversation, take } from "../../tests/support/sample-desk.ts";
import { askPerson, startRun } from "../../tests/support/sample-run.ts";

const path = "/api/v1/changes";
let harness: ApiHarness;

beforeEach(async () => {
  harness = await createApiHarness();
  await harness.publishSample();
});

const list = async (query = "", options: { as?: string; headers?: Record<string, string> } = {}) =>
  (await harness.ask("GET", `${path}${query}`, options)).json as ChangesView;
const asRole = (role: "human_agent" | "approver" | "consumer") => harness.token({ roles: [role] });
const openTask = async () =>
  askPerson(harness, await startRun(harness, await harness.token({ roles: ["owner"] })));

/** Counts the transactions that are begun from here on. */
function countTransactions(): () => number {
  let count = 0;
  harness.database.onCommit(() => void (count += 1));
  return () => count;
}

/** The events of a stream. */
async function stream(query = "", options: { as?: string; headers?: Record<string, string> } = {}) {
  const { text } = await harness.ask("GET", `${path}/stream${query}`, options);
  return [...text.matchAll(/^id: (\S+)\nevent: (\S+)\ndata: (.*)$/gm)].map(([, id, event, data]) => ({
    id: id!,
    event,
    data: JSON.parse(data!) as unknown,
  }));
}

describe("the list of changes", () => {
  test("says where to begin, then what has changed since, by type and id alone", async () => {
    await openConversation(harness, "cust_1");
    const begin = await list();
    expect(begin).toMatchObject({ changes: [], has_more: false });
    const id = await openConversation(harness, "cust_789");
    const handoverId = await handOver(harness, id);
    const since = await list(`?after=${begin.cursor}`);
    expect(since.changes).toEqual([
      { type: "conversation", id },
      { type: "handover", id: handoverId },
    ]);
    expect((await list(`?after=${since.cursor}`)).changes).toEqual([]);
  });

  test("comes in pages", async () => {
    const { cursor } = await list();
    const ids = [await openConversation(harness, "a"), await openConversation(harness, "b")];
    const first = await list(`?after=${cursor}&limit=1`);
    const second = await list(`?after=${first.cursor}&limit=1`);
    expect([first, second].map(({ changes, has_more }) => [changes[0]?.id, has_more])).toEqual([
      [ids[0], true],
      [ids[1], true],
    ]);
    expect(await list(`?after=${second.cursor}&limit=1`)).toMatchObject({ changes: [], has_more: false });
  });

  test("waits for a change, and leaves the database alone meanwhile", async () => {
    const { cursor } = await list();
    const as = await harness.token({ roles: ["owner"] });
    const transactions = countTransactions();
    let [pauses, byOthers] = [0, 0];
    harness.hooks.onSleep = async () => {
      const before = transactions();
      if ((pauses += 1) === 8) await openConversation(harness, "cust_789");
      byOthers += transactions() - before;
    };
    const startedAtMs = harness.clock.nowMs;
    const { changes } = await list(`?after=${cursor}`, { as, headers: { Prefer: "wait=20" } });
    expect(changes).toMatchObject([{ type: "conversation" }]);
    expect((harness.clock.nowMs - startedAtMs) / 1000).toBe(8);
    // At once, and when it was told.
    expect(transactions() - byOthers).toBe(2);
  });

  test("answers after as long as was asked for when nothing changes", async () => {
    const { cursor } = await list();
    const startedAtMs = harness.clock.nowMs;
    const transactions = countTransactions();
    expect((await list(`?after=${cursor}`, { headers: { Prefer: "wait=20" } })).changes).toEqual([]);
    expect((harness.clock.nowMs - startedAtMs) / 1000).toBe(20);
    // At once, after ten seconds, and at the end.
    expect(transactions()).toBe(3);
  });

  test("finds after ten seconds what was never counted", async () => {
    const { cursor } = await list();
    harness.services.changes = async () => null;
    let pauses = 0;
    harness.hooks.onSleep = async () => {
      if ((pauses += 1) === 1) await openConversation(harness, "cust_789");
    };
    const startedAtMs = harness.clock.nowMs;
    const { changes } = await list(`?after=${cursor}`, { headers: { Prefer: "wait=25" } });
    expect([changes.length, (harness.clock.nowMs - startedAtMs) / 1000]).toEqual([1, 10]);
  });

  test("is each role's own: tasks for who decides, both for who works at the desk, nothing for customers", async () => {
    const { cursor } = await list();
    const id = await openConversation(harness, "cust_789");
    const task = { type: "human_task", id: await openTask() };
    const approver = await list(`?after=${cursor}`, { as: await asRole("approver") });
    expect(approver.changes).toEqual([task]);
    const agent = await list(`?after=${cursor}`, { as: await asRole("human_agent") });
    expect(agent.changes).toEqual([{ type: "conversation", id }, task]);
    for (const suffix of ["", "/stream"]) {
      const refused = await harness.ask("GET", `${path}${suffix}`, { as: await asRole("consumer") });
      expect(refused.status).toBe(403);
    }
  });

  test("shows nothing of another tenant", async () => {
    await openConversation(harness, "cust_789");
    const as = await harness.token({ tenantId: "other", roles: ["owner"] });
    expect((await list("?after=0", { as })).changes).toEqual([]);
  });

  test("refuses a cursor that is none of it", async () => {
    for (const cursor of ["x", "999999", "1.run.r"])
      for (const suffix of ["", "/stream"]) {
        const { status, json } = await harness.ask("GET", `${path}${suffix}?after=${cursor}`);
        expect([status, json.detail]).toEqual([400, expect.stringContaining("begin without one")]);
      }
  });
});

describe("the stream of changes", () => {
  test("begins with where it stands, and goes on from any event without a gap", async () => {
    const [ready, ...none] = await stream("?wait_seconds=0");
    expect([ready?.event, none]).toEqual(["ready", []]);
    const id = await openConversation(harness, "cust_789");
    const handoverId = await handOver(harness, id);
    const [, ...seen] = await stream(`?wait_seconds=0&after=${ready!.id}`);
    expect(seen.map(({ event, data }) => [event, data])).toEqual([
      ["changed", { type: "conversation", id }],
      ["changed", { type: "handover", id: handoverId }],
    ]);
    const headers = { "Last-Event-ID": seen[0]!.id };
    const resumed = await stream("?wait_seconds=0", { headers });
    expect(resumed.map(({ data }) => data)).toEqual([{}, { type: "handover", id: handoverId }]);
  });

  test("tells what changes while it is open, and ends when its time is up", async () => {
    let pauses = 0;
    harness.hooks.onSleep = async () => {
      if ((pauses += 1) !== 3) return;
      const handoverId = await handOver(harness, await openConversation(harness, "cust_789"));
      await take(harness, handoverId, await employ(harness, "ann"));
    };
    const startedAtMs = harness.clock.nowMs;
    const [, ...seen] = await stream("?wait_seconds=5");
    const types = seen.map(({ data }) => (data as { type: string }).type);
    expect(types.toSorted()).toEqual(["conversation", "handover"]);
    expect((harness.clock.nowMs - startedAtMs) / 1000).toBe(5);
  });
});

describe("streams of conversations", () => {
  test("of one process ask the counter once a second together, and read the database when theirs has moved", async () => {
    const ids = [await openConversation(harness, "cust_1"), await openConversation(harness, "cust_2")];
    const as = await harness.token({ roles: ["owner"] });
    const transactions = countTransactions();
    const startedAtMs = harness.clock.nowMs;
    const urls = ids.map((id) => `/api/v1/conversations/${id}/events?wait_seconds=8`);
    await Promise.all(urls.map((url) => harness.ask("GET", url, { as })));
    expect(harness.clock.nowMs - startedAtMs).toBeGreaterThanOrEqual(8_000);
    // Each: is it theirs, what there is at once, and at the end.
    expect(transactions()).toBe(2 * 3);
  });
});
