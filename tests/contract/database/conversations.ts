import { describe, expect, test } from "vitest";
import type { Conversation } from "../../../shared/contracts/conversation.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../../shared/contracts/errors.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { queueSample, sampleConversation, sampleEvent, sampleMessageOf } from "./desk-samples.ts";
import { insertRun, startMs } from "./samples.ts";

export function testConversations(get: GetDatabase): void {
  /** A tenant with one conversation. */
  async function tenantWithConversation(changes: Partial<Conversation> = {}) {
    const tenant = tenantOf(get);
    const conversation = sampleConversation(tenant.tenantId, changes);
    await tenant.with((tx) => tx.conversations.insert(conversation));
    return { ...tenant, conversation, id: conversation.conversationId };
  }

  describe("conversations", () => {
    test("gives back what was inserted, locked or not", async () => {
      const { with: inTenant, conversation, id } = await tenantWithConversation();
      expect(await inTenant((tx) => tx.conversations.get(id))).toEqual(conversation);
      expect(await inTenant((tx) => tx.conversations.lock(id))).toEqual(conversation);
      expect(await inTenant((tx) => tx.conversations.get("other"))).toBeNull();
      expect(await inTenant((tx) => tx.conversations.lock("other"))).toBeNull();
    });

    test("saves what changes in its life, and nothing that it is about", async () => {
      const { with: inTenant, tenantId, conversation, id } = await tenantWithConversation();
      const changed: Conversation = {
        ...conversation,
        status: "back_to_ai",
        episode: 2,
        turn: 3,
        lastSeq: 9,
        lastCustomerSeq: 8,
        seenSeq: 7,
        runId: (await inTenant((tx) => insertRun(tx, tenantId))).runId,
        execution: { turn: 101, attempt: 2 },
        nextLookAtMs: startMs + 600_000,
        instruction: "Offer a voucher.\u0000",
        instructedBy: "maria",
        updatedAtMs: startMs + 5,
        revision: 4,
      };
      const other = {
        ...changed,
        customerId: "eve",
        openedBy: "eve",
        workflowId: "x",
        metadata: {},
        channel: "api",
      } as const;
      await inTenant((tx) => tx.conversations.save(other));
      expect(await inTenant((tx) => tx.conversations.get(id))).toEqual(changed);
      const closed: Conversation = {
        ...changed,
        status: "finished",
        seenSeq: 9,
        instruction: null,
        instructedBy: null,
        closedAtMs: startMs + 6,
        satisfaction: 5,
      };
      await inTenant((tx) => tx.conversations.save(closed));
      expect(await inTenant((tx) => tx.conversations.get(id))).toEqual(closed);
    });

    test("refuses a second one with the id, and to save what is not there", async () => {
      const { with: inTenant, conversation } = await tenantWithConversation();
      await expect(inTenant((tx) => tx.conversations.insert(conversation))).rejects.toThrow(ConflictError);
      const unknown = { ...conversation, conversationId: "unknown" };
      await expect(inTenant((tx) => tx.conversations.save(unknown))).rejects.toThrow(NotFoundError);
    });

    test.each<[string, Partial<Conversation>]>([
      ["closed without a time", { status: "finished" }],
      ["a time of closing while it is open", { closedAtMs: startMs }],
      ["with people but without a handover", { status: "pending_human" }],
      ["a customer's message that nobody has numbered", { lastCustomerSeq: 1 }],
      ["more seen than was written", { seenSeq: 1 }],
      [
        "closed with something unread",
        { status: "resolved", closedAtMs: startMs, lastSeq: 2, lastCustomerSeq: 2, seenSeq: 1 },
      ],
      ["an instruction for nobody", { instruction: "x" }],
      ["satisfaction before the end", { satisfaction: 3 }],
      ["more than satisfied", { status: "finished", closedAtMs: startMs, satisfaction: 6 }],
      ["a turn of the AI that has no number", { status: "ai_processing" }],
    ])("cannot be: %s", async (_what, changes) => {
      const { with: inTenant, conversation, tenantId } = await tenantWithConversation();
      const save = inTenant((tx) => tx.conversations.save({ ...conversation, ...changes }));
      await expect(save).rejects.toThrow(InvalidInputError);
      const insert = inTenant((tx) => tx.conversations.insert(sampleConversation(tenantId, changes)));
      await expect(insert).rejects.toThrow(InvalidInputError);
    });

    test("are listed by status and customer, newest change first, in pages", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const [old, young, other] = await inTenant(async (tx) => {
        const made = [
          sampleConversation(tenantId, { updatedAtMs: startMs + 1 }),
          sampleConversation(tenantId, { updatedAtMs: startMs + 2 }),
          sampleConversation(tenantId, { updatedAtMs: startMs + 3, customerId: "jane" }),
        ];
        for (const each of made) await tx.conversations.insert(each);
        return made;
      });
      const { conversation: queued } = await inTenant((tx) => queueSample(tx, tenantId));
      const all = await inTenant((tx) => tx.conversations.list({}, 9, null));
      expect(all).toEqual({ items: [other, young, old, queued], nextCursor: null });
      const first = await inTenant((tx) =>
        tx.conversations.list({ status: "new", customerId: "john" }, 1, null),
      );
      expect(first.items).toEqual([young]);
      const second = await inTenant((tx) => tx.conversations.list({ status: "new" }, 5, first.nextCursor));
      expect(second).toEqual({ items: [old], nextCursor: null });
    });
  });

  describe("messages", () => {
    test("come in order, after a number, and by their id", async () => {
      const { with: inTenant, id } = await tenantWithConversation();
      const [one, two, three] = [1, 2, 3].map((seq) => sampleMessageOf(id, { seq }));
      const note = sampleMessageOf(id, { seq: 4, sender: "human_agent", senderId: null, isPrivate: true });
      await inTenant(async (tx) => {
        for (const each of [two!, one!, note, three!]) await tx.messages.insert(each);
      });
      expect(await inTenant((tx) => tx.messages.list(id, 0, 2))).toEqual([one, two]);
      expect(await inTenant((tx) => tx.messages.list(id, 2, 9))).toEqual([three, note]);
      expect(await inTenant((tx) => tx.messages.get(id, two!.messageId))).toEqual(two);
      expect(await inTenant((tx) => tx.messages.get("other", two!.messageId))).toBeNull();
    });

    test("come to a customer without notes, however many stand between two of them", async () => {
      const { with: inTenant, id } = await tenantWithConversation();
      const notes = { sender: "human_agent", senderId: null, isPrivate: true } as const;
      const all = [1, 2, 3, 4, 5].map((seq) =>
        sampleMessageOf(id, { seq, ...(seq > 1 && seq < 5 && notes) }),
      );
      await inTenant(async (tx) => {
        for (const each of all) await tx.messages.insert(each);
      });
      expect(await inTenant((tx) => tx.messages.list(id, 0, 2, "customer"))).toEqual([all[0], all[4]]);
      expect(await inTenant((tx) => tx.messages.list(id, 1, 2, "customer"))).toEqual([all[4]]);
      expect(await inTenant((tx) => tx.messages.list(id, 0, 2, "desk"))).toEqual([all[0], all[1]]);
    });

    test("name every person who wrote in the customer's name, up to a message", async () => {
      const { with: inTenant, id } = await tenantWithConversation();
      const other = sampleConversation(tenantOf(get).tenantId);
      const posters = ["ben", "ann", null, "ann", "late"];
      await inTenant(async (tx) => {
        for (const [index, postedBy] of posters.entries())
          await tx.messages.insert(sampleMessageOf(id, { seq: index + 1, postedBy }));
        const reply = { seq: 6, sender: "human_agent", senderId: "h", postedBy: "maria" } as const;
        await tx.messages.insert(sampleMessageOf(id, reply));
      });
      expect(await inTenant((tx) => tx.messages.postersOf(id, 4))).toEqual(["ann", "ben"]);
      expect(await inTenant((tx) => tx.messages.postersOf(id, 9))).toEqual(["ann", "ben", "late"]);
      expect(await inTenant((tx) => tx.messages.postersOf(other.conversationId, 9))).toEqual([]);
    });

    test("have their number and their id alone in a conversation", async () => {
      const { with: inTenant, tenantId, id } = await tenantWithConversation();
      const first = sampleMessageOf(id);
      await inTenant((tx) => tx.messages.insert(first));
      for (const twin of [sampleMessageOf(id), { ...first, seq: 2 }]) {
        await expect(inTenant((tx) => tx.messages.insert(twin))).rejects.toThrow(ConflictError);
      }
      const other = sampleConversation(tenantId);
      await inTenant(async (tx) => {
        await tx.conversations.insert(other);
        await tx.messages.insert({ ...first, conversationId: other.conversationId });
      });
      const nowhere = inTenant((tx) => tx.messages.insert(sampleMessageOf("nowhere")));
      await expect(nowhere).rejects.toThrow(NotFoundError);
      const hidden = sampleMessageOf(id, { seq: 2, isPrivate: true });
      await expect(inTenant((tx) => tx.messages.insert(hidden))).rejects.toThrow(InvalidInputError);
    });
  });

  describe("what changed in a conversation", () => {
    test("comes to a customer without what happens at the desk", async () => {
      const { with: inTenant, id } = await tenantWithConversation();
      const all = [
        sampleEvent(id, { revision: 1, type: "message.created", data: { is_private: false } }),
        sampleEvent(id, { revision: 2, type: "message.created", data: { is_private: true } }),
        sampleEvent(id, { revision: 3, type: "handover.assigned", data: {} }),
        sampleEvent(id, { revision: 4, type: "status.changed", data: {} }),
      ];
      await inTenant(async (tx) => {
        for (const each of all) await tx.conversationEvents.add(each);
      });
      const forCustomer = inTenant((tx) => tx.conversationEvents.list(id, 0, 2, "customer"));
      expect(await forCustomer).toEqual([all[0], all[3]]);
      expect(await inTenant((tx) => tx.conversationEvents.list(id, 0, 9, "desk"))).toEqual(all);
    });

    test("comes in order, after a revision, once", async () => {
      const { with: inTenant, id } = await tenantWithConversation();
      const [one, two, three] = [1, 2, 3].map((revision) =>
        sampleEvent(id, { revision, data: { revision } }),
      );
      await inTenant(async (tx) => {
        for (const each of [one!, three!, two!]) await tx.conversationEvents.add(each);
      });
      expect(await inTenant((tx) => tx.conversationEvents.list(id, 0, 2))).toEqual([one, two]);
      expect(await inTenant((tx) => tx.conversationEvents.list(id, 2, 9))).toEqual([three]);
      await expect(inTenant((tx) => tx.conversationEvents.add(two!))).rejects.toThrow(ConflictError);
      const nowhere = inTenant((tx) => tx.conversationEvents.add(sampleEvent("nowhere")));
      await expect(nowhere).rejects.toThrow(NotFoundError);
    });
  });
}
