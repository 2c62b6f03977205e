import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../../shared/contracts/errors.ts";
import { type ChangedType, changedTypes, type FeedEntry } from "../../../shared/domain/changes/ports.ts";
import type { Database } from "../../../shared/domain/storage/ports.ts";
import { type GetDatabase, newTenant, tenantOf } from "./database-under-test.ts";
import { queueSample, sampleConversation, sampleHandover } from "./desk-samples.ts";
import { insertRun, sampleWait, startMs } from "./samples.ts";

type InTenant = ReturnType<typeof tenantOf>["with"];
const named = ({ type, id }: FeedEntry) => `${type} ${id}`;

/** Everything after a cursor, page by page. The server's own housekeeping may hold a page back for a moment. */
async function readAll(inTenant: InTenant, from: string, limit = 100) {
  const entries: FeedEntry[] = [];
  for (let cursor = from; ;) {
    const page = await inTenant((tx) => tx.changes.after(cursor, changedTypes, limit));
    entries.push(...page.entries);
    cursor = page.cursor;
    if (!page.hasMore && !page.isHeldBack) return { entries, cursor };
  }
}

export function testChanges(get: GetDatabase): void {
  /** A tenant with a conversation in the queue and a human task, and the feed after that. */
  async function prepare() {
    const { tenantId, with: inTenant } = tenantOf(get);
    const { conversation, handover } = await inTenant((tx) => queueSample(tx, tenantId));
    const { runId } = await inTenant((tx) => insertRun(tx, tenantId));
    const wait = sampleWait(tenantId, runId);
    await inTenant((tx) => tx.waits.open(wait, "t"));
    const { cursor } = await readAll(inTenant, "0");
    return { tenantId, inTenant, conversation, handover, wait, cursor };
  }

  describe("the feed of changes", () => {
    test("names what is new and what has changed, each once, in the order of the last change", async () => {
      const { tenantId, inTenant, conversation, handover, wait, cursor } = await prepare();
      const other = sampleConversation(tenantId);
      await inTenant((tx) => tx.conversations.insert(other));
      await inTenant((tx) => tx.handovers.save({ ...handover, priority: 3, version: 1 }));
      await inTenant((tx) => tx.waits.decide(wait.waitId, { by: "p", answer: {}, atMs: startMs }));
      await inTenant((tx) => tx.conversations.save({ ...conversation, revision: conversation.revision + 1 }));
      await inTenant((tx) => tx.conversations.save({ ...other, revision: other.revision + 1 }));
      const { entries } = await readAll(inTenant, cursor);
      expect(entries.map(named)).toEqual([
        `handover ${handover.handoverId}`,
        `human_task ${wait.waitId}`,
        `conversation ${conversation.conversationId}`,
        `conversation ${other.conversationId}`,
      ]);
    });

    test("is read page by page, and goes on after any entry of it", async () => {
      const { tenantId, inTenant, cursor } = await prepare();
      const all = Array.from({ length: 7 }, () => sampleConversation(tenantId));
      // Three in one transaction, which a page may end within.
      await inTenant((tx) => tx.conversations.insert(all[0]!));
      await inTenant(async (tx) => {
        for (const each of all.slice(1, 4)) await tx.conversations.insert(each);
      });
      for (const each of all.slice(4)) await inTenant((tx) => tx.conversations.insert(each));
      const whole = await readAll(inTenant, cursor);
      expect(whole.entries.map(({ id }) => id).toSorted()).toEqual(
        all.map(({ conversationId }) => conversationId).toSorted(),
      );
      expect((await readAll(inTenant, cursor, 2)).entries).toEqual(whole.entries);
      for (const [index, entry] of whole.entries.entries())
        expect((await readAll(inTenant, entry.cursor)).entries).toEqual(whole.entries.slice(index + 1));
    });

    test("has nothing after its end, and what comes then", async () => {
      const { tenantId, inTenant } = await prepare();
      const end = await inTenant((tx) => tx.changes.end());
      expect((await readAll(inTenant, end)).entries).toEqual([]);
      const next = sampleConversation(tenantId);
      await inTenant((tx) => tx.conversations.insert(next));
      const { entries, cursor } = await readAll(inTenant, end);
      expect(entries.map(({ id }) => id)).toEqual([next.conversationId]);
      expect((await readAll(inTenant, cursor)).entries).toEqual([]);
    });

    test("names only what is asked for, and nothing of another tenant", async () => {
      const { inTenant, conversation, handover, wait } = await prepare();
      const ofTypes = async (...types: ChangedType[]) =>
        (await inTenant((tx) => tx.changes.after("0", types, 100))).entries.map(({ id }) => id);
      expect(await ofTypes("human_task")).toEqual([wait.waitId]);
      expect((await ofTypes("conversation", "handover")).toSorted()).toEqual(
        [conversation.conversationId, handover.handoverId].toSorted(),
      );
      expect((await readAll(tenantOf(get).with, "0")).entries).toEqual([]);
    });

    test("leaves out what nobody is told of: who looks after a conversation, and waits for machines", async () => {
      const { tenantId, inTenant, conversation, cursor } = await prepare();
      const execution = { turn: 2, attempt: 1 };
      await inTenant((tx) => tx.conversations.save({ ...conversation, execution, nextLookAtMs: startMs }));
      const { runId } = await inTenant((tx) => insertRun(tx, tenantId));
      await inTenant((tx) => tx.waits.open(sampleWait(tenantId, runId, { kind: "sandbox" }), "t"));
      expect((await readAll(inTenant, cursor)).entries).toEqual([]);
    });

    test("refuses what is no cursor of it, also one that lies ahead", async () => {
      const { inTenant } = await prepare();
      for (const cursor of ["", "x", "1.conversation", "-1", "1.run.r", "9999999999999999999"])
        await expect(inTenant((tx) => tx.changes.after(cursor, changedTypes, 9))).rejects.toThrow(
          InvalidInputError,
        );
    });
  });
}

/** What holds with several sessions alone: transactions end in another order than they began. */
export function testChangesInFlight(open: () => Promise<Database>): void {
  test("a change that is committed late is not passed over by who read a later one", async () => {
    const database = await open();
    const tenantId = newTenant();
    const inTenant: InTenant = (work) => database.tenant(tenantId, work);
    const insert = (conversationId: string) =>
      inTenant((tx) => tx.conversations.insert(sampleConversation(tenantId, { conversationId })));
    const from = await inTenant((tx) => tx.changes.end());
    const [written, committed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const late = inTenant(async (tx) => {
      await tx.conversations.insert(sampleConversation(tenantId, { conversationId: "late" }));
      written.resolve();
      await committed.promise;
    });
    await written.promise;
    await insert("early");
    const meanwhile = await inTenant((tx) => tx.changes.after(from, changedTypes, 9));
    expect(meanwhile).toMatchObject({ entries: [], isHeldBack: true });
    committed.resolve();
    await late;
    const { entries } = await readAll(inTenant, meanwhile.cursor);
    expect(entries.map(({ id }) => id)).toEqual(["late", "early"]);
    await database.close();
  });

  test("a reader who goes on from page to page while fifty write misses none of them", async () => {
    const database = await open();
    const tenantId = newTenant();
    const inTenant: InTenant = (work) => database.tenant(tenantId, work);
    const ids = Array.from({ length: 50 }, (_, index) => `c${index}`);
    let cursor = await inTenant((tx) => tx.changes.end());
    const handover = (id: string) => sampleHandover(tenantId, id);
    const writing = Promise.all(
      ids.map((conversationId) =>
        inTenant(async (tx) => {
          await tx.conversations.insert(sampleConversation(tenantId, { conversationId }));
          await tx.handovers.insert(handover(conversationId));
        }),
      ),
    ).then(() => true);
    const heard = new Set<string>();
    for (let isOver = false; ;) {
      const page = await inTenant((tx) => tx.changes.after(cursor, ["conversation"], 3));
      for (const { id } of page.entries) heard.add(id);
      cursor = page.cursor;
      if (isOver && !page.hasMore && !page.isHeldBack) break;
      isOver = await Promise.race([writing, Promise.resolve(false)]);
    }
    expect([...heard].toSorted()).toEqual(ids.toSorted());
    await database.close();
  });
}
