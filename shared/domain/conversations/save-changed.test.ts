import { expect, test } from "vitest";
import { conversationRow } from "../../../tests/support/desk-rows.ts";
import { createMemoryDatabase } from "../../../tests/support/memory-database.ts";
import type { Conversation } from "../../contracts/conversation.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { saveChanged } from "./save-changed.ts";

const atWork = conversationRow({ status: "ai_processing", episode: 1, turn: 1, revision: 4 });

/** Writes the conversation as changed, and reads what it was, what happened and what others are told. */
async function saved(changes: Partial<Conversation>, notificationId = "c-r5") {
  const database = createMemoryDatabase();
  const inTenant = <T>(work: (tx: TenantTransaction) => Promise<T>) => database.tenant("t", work);
  await inTenant((tx) => tx.conversations.insert(atWork));
  const outcome = await inTenant((tx) => saveChanged(tx, atWork, { ...atWork, ...changes }, [])).catch(
    (error: unknown) => error,
  );
  return inTenant(async (tx) => ({
    outcome,
    stands: await tx.conversations.get("c"),
    events: await tx.conversationEvents.list("c", 0, 9, "desk"),
    told: await tx.notifications.get(notificationId),
  }));
}

test("an end is an event, and others are told of it", async () => {
  const { stands, events, told } = await saved({ status: "finished", closedAtMs: 7, updatedAtMs: 7 });
  expect(stands).toMatchObject({ status: "finished", revision: 5 });
  expect(events).toMatchObject([
    { revision: 5, type: "status.changed", data: { from: "ai_processing", to: "finished", episode: 1 } },
  ]);
  expect(told).toMatchObject({ type: "conversation.closed", data: { conversation_id: "c", episode: 1 } });
});

test("others are not told of everything", async () => {
  const { events, told } = await saved({ status: "handover", handoverId: "h" });
  expect([events.length, told]).toEqual([1, null]);
});

test("an arrow that no conversation has ends the transaction", async () => {
  const { outcome, stands, events } = await saved({ status: "resolved", closedAtMs: 7 });
  expect(outcome).toMatchObject({ message: "Conversation c does not go from ai_processing to resolved." });
  expect([stands, events]).toEqual([atWork, []]);
});
