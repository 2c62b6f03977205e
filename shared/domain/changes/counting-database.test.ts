import { expect, test } from "vitest";
import { conversationRow } from "../../../tests/support/desk-rows.ts";
import { createMemoryDatabase } from "../../../tests/support/memory-database.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { countingDatabase } from "./counting-database.ts";

/** A database that writes down what is counted, and how much was committed by then. */
function prepare(bump?: () => Promise<void>) {
  const stored = createMemoryDatabase();
  const counted: { tenantId: string; conversationIds: readonly string[]; events: number }[] = [];
  const errors: unknown[] = [];
  const counter = {
    bump: async (tenantId: string, conversationIds: readonly string[]) => {
      const events = stored.tables().tenants.get(tenantId)!.conversationEvents.length;
      counted.push({ tenantId, conversationIds, events });
      await bump?.();
    },
    read: () => Promise.reject(new Error("Nobody asks.")),
  };
  const onError = (error: unknown) => void errors.push(error);
  return { stored, database: countingDatabase(stored, { counter: () => counter, onError }), counted, errors };
}

async function tell(tx: TenantTransaction, ...conversationIds: string[]): Promise<void> {
  for (const conversationId of conversationIds) {
    await tx.conversations.insert(conversationRow({ conversationId }));
    const event = { conversationId, revision: 1, type: "conversation.created", data: {}, atMs: 1 } as const;
    await tx.conversationEvents.add(event);
  }
}

test("counts once after the commit what a transaction has told", async () => {
  const { database, counted } = prepare();
  const answer = await database.tenant("t", async (tx) => {
    await tell(tx, "a", "b");
    expect(counted).toEqual([]);
    return "done";
  });
  expect(answer).toBe("done");
  expect(counted).toEqual([{ tenantId: "t", conversationIds: ["a", "b"], events: 2 }]);
});

test("counts nothing of what only reads, what nobody is told of, and what was never committed", async () => {
  const { stored, database, counted } = prepare();
  await database.tenant("t", (tx) => tx.conversations.get("a"));
  await database.tenant("t", (tx) => tx.conversations.insert(conversationRow({ conversationId: "a" })));
  stored.onCommit(() => {
    throw new Error("The commit failed.");
  });
  await expect(database.tenant("t", (tx) => tell(tx, "b"))).rejects.toThrow("The commit failed.");
  expect(counted).toEqual([]);
});

test("what could not be counted was done all the same", async () => {
  const { stored, database, errors } = prepare(() => Promise.reject(new Error("No table.")));
  expect(await database.tenant("t", (tx) => tell(tx, "a"))).toBeUndefined();
  expect(errors).toMatchObject([{ message: "No table." }]);
  expect(stored.tables().tenants.get("t")!.conversationEvents).toHaveLength(1);
});
