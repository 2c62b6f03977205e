import { describe, expect, test } from "vitest";
import { ConflictError, InvalidInputError, NotFoundError } from "../../../shared/contracts/errors.ts";
import type { HumanAgent, QueuedHandover } from "../../../shared/contracts/human-agent.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import {
  assigned,
  queueSample,
  sampleAssignment,
  sampleCannedReply,
  sampleConversation,
  sampleHandover,
  sampleHumanAgent,
  sampleSettings,
} from "./desk-samples.ts";
import { insertRun, startMs } from "./samples.ts";

export function testDesk(get: GetDatabase): void {
  /** A tenant with a person and one conversation in the queue. */
  async function tenantWithQueue(changes: Partial<QueuedHandover> = {}) {
    const tenant = tenantOf(get);
    const maria = sampleHumanAgent(tenant.tenantId);
    const queued = await tenant.with(async (tx) => {
      await tx.humanAgents.insert(maria);
      return queueSample(tx, tenant.tenantId, changes);
    });
    return { ...tenant, ...queued, maria, id: queued.handover.handoverId };
  }

  describe("human agents", () => {
    test("are found by id and subject, and saved", async () => {
      const { with: inTenant, maria, tenantId } = await tenantWithQueue();
      expect(await inTenant((tx) => tx.humanAgents.get(maria.humanAgentId))).toEqual(maria);
      expect(await inTenant((tx) => tx.humanAgents.lock(maria.humanAgentId))).toEqual(maria);
      expect(await inTenant((tx) => tx.humanAgents.getBySubject(maria.subject))).toEqual(maria);
      expect(await inTenant((tx) => tx.humanAgents.getBySubject("nobody"))).toBeNull();
      expect(await inTenant((tx) => tx.humanAgents.lock("nobody"))).toBeNull();
      const changed: HumanAgent = {
        ...maria,
        name: "M.",
        email: "m@example.com",
        skills: [],
        status: "away",
        maxCapacity: 2,
        currentLoad: 2,
        lastActiveAtMs: startMs + 1,
      };
      await inTenant((tx) => tx.humanAgents.save({ ...changed, subject: "somebody else" }));
      expect(await inTenant((tx) => tx.humanAgents.get(maria.humanAgentId))).toEqual(changed);
      const nobody = sampleHumanAgent(tenantId);
      await expect(inTenant((tx) => tx.humanAgents.save(nobody))).rejects.toThrow(NotFoundError);
    });

    test("are listed by status", async () => {
      const { with: inTenant, maria, tenantId } = await tenantWithQueue();
      const away = sampleHumanAgent(tenantId, { status: "away" });
      await inTenant((tx) => tx.humanAgents.insert(away));
      expect(await inTenant((tx) => tx.humanAgents.list(null))).toEqual([maria, away]);
      expect(await inTenant((tx) => tx.humanAgents.list("away"))).toEqual([away]);
    });

    test("have their subject and their address alone in a tenant", async () => {
      const { with: inTenant, maria, tenantId } = await tenantWithQueue();
      for (const twin of [{ subject: maria.subject }, { email: maria.email }]) {
        const insert = inTenant((tx) => tx.humanAgents.insert(sampleHumanAgent(tenantId, twin)));
        await expect(insert).rejects.toThrow(ConflictError);
      }
      const other = tenantOf(get);
      await other.with((tx) => tx.humanAgents.insert({ ...maria, tenantId: other.tenantId }));
    });

    test.each<[string, Partial<HumanAgent>]>([
      ["more than fits", { currentLoad: 4 }],
      ["less than nothing", { currentLoad: -1 }],
      ["no capacity", { maxCapacity: 0 }],
      ["work of somebody who is offline", { status: "offline", currentLoad: 1 }],
    ])("cannot have: %s", async (_what, changes) => {
      const { with: inTenant, maria, tenantId } = await tenantWithQueue();
      const save = inTenant((tx) => tx.humanAgents.save({ ...maria, ...changes }));
      await expect(save).rejects.toThrow(InvalidInputError);
      const insert = inTenant((tx) => tx.humanAgents.insert(sampleHumanAgent(tenantId, changes)));
      await expect(insert).rejects.toThrow(InvalidInputError);
    });
  });

  describe("handovers", () => {
    test("gives back what was inserted, never with the task token", async () => {
      const { with: inTenant, handover, id, conversation } = await tenantWithQueue();
      const { conversationId } = conversation;
      const reads = await inTenant(async (tx) => [
        await tx.handovers.get(id),
        await tx.handovers.lock(id),
        await tx.handovers.ofTurn(conversationId, 1, 1),
        (await tx.handovers.list({}, 9, null)).items[0],
        (await tx.handovers.waiting(9))[0],
      ]);
      expect(reads).toEqual(reads.map(() => handover));
      expect(await inTenant((tx) => tx.handovers.get("none"))).toBeNull();
      expect(await inTenant((tx) => tx.handovers.lock("none"))).toBeNull();
      expect(await inTenant((tx) => tx.handovers.ofTurn(conversationId, 1, 2))).toBeNull();
      expect(await inTenant((tx) => tx.handovers.ofTurn(conversationId, 2, 1))).toBeNull();
    });

    test("keeps the task tokens apart, each once", async () => {
      const { with: inTenant, id } = await tenantWithQueue();
      const first = `token of ${id}`;
      expect(await inTenant((tx) => tx.handovers.taskTokens(id))).toEqual([first]);
      await inTenant((tx) => tx.handovers.keepTaskToken(id, "newer"));
      await inTenant((tx) => tx.handovers.keepTaskToken(id, "newer"));
      expect(await inTenant((tx) => tx.handovers.taskTokens(id))).toEqual([first, "newer"]);
      expect(await inTenant((tx) => tx.handovers.taskTokens("none"))).toEqual([]);
    });

    test("saves what changes in its life, and nothing that it is about", async () => {
      const { with: inTenant, handover, id, maria, tenantId, conversation } = await tenantWithQueue();
      const { runId } = await inTenant((tx) => insertRun(tx, tenantId));
      const changed: QueuedHandover = {
        ...handover,
        priority: 3,
        status: "resolved",
        assignedTo: maria.humanAgentId,
        version: 7,
        queuedAtMs: startMs + 1,
        assignedAtMs: startMs + 2,
        reactedAtMs: startMs + 3,
        firstResponseAtMs: startMs + 4,
        closedAtMs: startMs + 5,
        firstResponseDueAtMs: startMs + 6,
        resolutionDueAtMs: startMs + 7,
        escalatedAtMs: startMs + 8,
      };
      const other = { ...changed, requiredSkills: [], reason: "workflow", runId, episode: 9 } as const;
      await inTenant((tx) => tx.handovers.save({ ...other, requiredSkills: [] }));
      expect(await inTenant((tx) => tx.handovers.get(id))).toEqual(changed);
      const unknown = sampleHandover(tenantId, conversation.conversationId);
      await expect(inTenant((tx) => tx.handovers.save(unknown))).rejects.toThrow(NotFoundError);
    });

    test("stand once per turn, and open once per conversation", async () => {
      const { with: inTenant, tenantId, handover, maria, conversation } = await tenantWithQueue();
      const { conversationId } = conversation;
      const insert = (changes: Partial<QueuedHandover>) =>
        inTenant((tx) => tx.handovers.insert(sampleHandover(tenantId, conversationId, changes)));
      await expect(insert({ turn: 2 })).rejects.toThrow(ConflictError);
      await inTenant((tx) =>
        tx.handovers.save({
          ...handover,
          ...assigned(maria.humanAgentId),
          status: "back_to_ai",
          closedAtMs: startMs,
        }),
      );
      await expect(insert({})).rejects.toThrow(ConflictError);
      await insert({ turn: 2 });
      expect(await inTenant((tx) => tx.handovers.ofTurn(conversationId, 1, 2))).toMatchObject({ turn: 2 });
      await expect(
        inTenant((tx) => tx.handovers.insert(sampleHandover(tenantId, "nowhere"))),
      ).rejects.toThrow(NotFoundError);
    });

    test.each<[string, (humanAgentId: string) => Partial<QueuedHandover>]>([
      ["queued, but somebody's", (by) => ({ assignedTo: by, assignedAtMs: startMs })],
      ["assigned to nobody", () => ({ status: "assigned" })],
      ["closed without a time", (by) => ({ ...assigned(by), status: "resolved" })],
      ["a time of closing while it is open", () => ({ closedAtMs: startMs })],
      ["a reaction of nobody", () => ({ reactedAtMs: startMs })],
      ["a priority that there is not", () => ({ priority: 4 })],
    ])("cannot be: %s", async (_what, changes) => {
      const { with: inTenant, handover, maria } = await tenantWithQueue();
      const save = inTenant((tx) => tx.handovers.save({ ...handover, ...changes(maria.humanAgentId) }));
      await expect(save).rejects.toThrow(InvalidInputError);
    });

    test("wait in serving order from when a state machine waits for them", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const minutes = 60_000;
      const [old, young, urgent] = await inTenant(async (tx) => [
        (await queueSample(tx, tenantId, { queuedAtMs: startMs })).handover,
        (await queueSample(tx, tenantId, { queuedAtMs: startMs + 19 * minutes })).handover,
        (await queueSample(tx, tenantId, { queuedAtMs: startMs + 19 * minutes, priority: 3 })).handover,
      ]);
      await inTenant(async (tx) => {
        const conversation = sampleConversation(tenantId);
        await tx.conversations.insert(conversation);
        await tx.handovers.insert(sampleHandover(tenantId, conversation.conversationId));
      });
      expect(await inTenant((tx) => tx.handovers.waiting(9))).toEqual([urgent, old, young]);
      expect(await inTenant((tx) => tx.handovers.waiting(2))).toEqual([urgent, old]);
    });

    test("are found behind others that ask for skills which nobody has", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const [plain, odd, both] = await inTenant(async (tx) => [
        (await queueSample(tx, tenantId, { requiredSkills: [], queuedAtMs: startMs })).handover,
        (await queueSample(tx, tenantId, { requiredSkills: ['"\u0000\\'], queuedAtMs: startMs + 1 }))
          .handover,
        (await queueSample(tx, tenantId, { requiredSkills: ["a", "b"], queuedAtMs: startMs + 2 })).handover,
      ]);
      const fitting = (...skillSets: string[][]) => inTenant((tx) => tx.handovers.waiting(9, skillSets));
      expect(await fitting()).toEqual([]);
      expect(await fitting(["A"])).toEqual([plain]);
      expect(await fitting(["a"], ["b"])).toEqual([plain]);
      expect(await fitting(["a"], ["b", "c", "a"])).toEqual([plain, both]);
      expect(await fitting(['"\u0000\\'], ["a", "b"])).toEqual([plain, odd, both]);
      expect(await inTenant((tx) => tx.handovers.waiting(1, [['"\u0000\\']]))).toEqual([plain]);
    });

    test("are listed by status and person, oldest first, in pages", async () => {
      const { tenantId, with: inTenant, handover, maria } = await tenantWithQueue();
      const later = await inTenant(
        async (tx) => (await queueSample(tx, tenantId, { queuedAtMs: startMs + 1 })).handover,
      );
      const taken = { ...handover, ...assigned(maria.humanAgentId) };
      await inTenant((tx) => tx.handovers.save(taken));
      const first = await inTenant((tx) => tx.handovers.list({}, 1, null));
      expect(first.items).toEqual([taken]);
      expect(await inTenant((tx) => tx.handovers.list({}, 1, first.nextCursor))).toEqual({
        items: [later],
        nextCursor: null,
      });
      expect((await inTenant((tx) => tx.handovers.list({ status: "queued" }, 9, null))).items).toEqual([
        later,
      ]);
      const ofMaria = await inTenant((tx) => tx.handovers.list({ assignedTo: maria.humanAgentId }, 9, null));
      expect(ofMaria.items).toEqual([taken]);
      expect(await inTenant((tx) => tx.handovers.assignedTo(maria.humanAgentId))).toEqual([taken]);
      await inTenant((tx) => tx.handovers.save({ ...taken, status: "resolved", closedAtMs: startMs }));
      expect(await inTenant((tx) => tx.handovers.assignedTo(maria.humanAgentId))).toEqual([]);
    });
  });

  describe("assignments of a handover", () => {
    test("begin and end one after the other", async () => {
      const { with: inTenant, id, maria } = await tenantWithQueue();
      const first = sampleAssignment(id, maria.humanAgentId);
      const second = sampleAssignment(id, maria.humanAgentId, { attempt: 2, assignedBy: maria.humanAgentId });
      await inTenant((tx) => tx.handovers.beginAssignment(first));
      await expect(inTenant((tx) => tx.handovers.beginAssignment(second))).rejects.toThrow(ConflictError);
      await inTenant((tx) => tx.handovers.endAssignment(id, "no_reaction", startMs + 1));
      await expect(inTenant((tx) => tx.handovers.endAssignment(id, "released", startMs + 2))).rejects.toThrow(
        NotFoundError,
      );
      await expect(inTenant((tx) => tx.handovers.beginAssignment(first))).rejects.toThrow(ConflictError);
      await inTenant((tx) => tx.handovers.beginAssignment(second));
      const ended = { ...first, endedAtMs: startMs + 1, end: "no_reaction" };
      expect(await inTenant((tx) => tx.handovers.assignments(id))).toEqual([ended, second]);
      await inTenant((tx) => tx.handovers.endAssignment(id, "resolved", startMs + 3));
      const all = await inTenant((tx) => tx.handovers.assignments(id));
      expect(all).toEqual([ended, { ...second, endedAtMs: startMs + 3, end: "resolved" }]);
    });

    test("are somebody's", async () => {
      const { with: inTenant, id, maria } = await tenantWithQueue();
      for (const nothing of [sampleAssignment(id, "nobody"), sampleAssignment("none", maria.humanAgentId)]) {
        const begun = inTenant((tx) => tx.handovers.beginAssignment(nothing));
        await expect(begun).rejects.toThrow(NotFoundError);
      }
    });
  });

  describe("the desk", () => {
    test("has settings, once they are set", async () => {
      const { with: inTenant } = tenantOf(get);
      expect(await inTenant((tx) => tx.desk.settings())).toBeNull();
      await inTenant((tx) => tx.desk.saveSettings(sampleSettings));
      const changed = { ...sampleSettings, reactionMinutes: null, assignment: "claim" } as const;
      await inTenant((tx) => tx.desk.saveSettings(changed));
      expect(await inTenant((tx) => tx.desk.settings())).toEqual(changed);
    });

    test("has canned replies, which change and go", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const [one, two] = [sampleCannedReply(tenantId), sampleCannedReply(tenantId)];
      await inTenant((tx) => tx.desk.saveCannedReply(two));
      await inTenant((tx) => tx.desk.saveCannedReply(one));
      const changed = { ...one, text: "Bye", title: "Other", skills: [] };
      await inTenant((tx) => tx.desk.saveCannedReply(changed));
      expect(await inTenant((tx) => tx.desk.cannedReplies())).toEqual([changed, two]);
      expect(await inTenant((tx) => tx.desk.deleteCannedReply(two.cannedReplyId))).toBe(true);
      expect(await inTenant((tx) => tx.desk.deleteCannedReply(two.cannedReplyId))).toBe(false);
      expect(await inTenant((tx) => tx.desk.cannedReplies())).toEqual([changed]);
    });
  });
}
