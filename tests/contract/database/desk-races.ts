import { describe, expect, test } from "vitest";
import { ConflictError } from "../../../shared/contracts/errors.ts";
import type { HumanAgent } from "../../../shared/contracts/human-agent.ts";
import type { TenantTransaction } from "../../../shared/domain/storage/ports.ts";
import { acceptMessage } from "../../../shared/domain/conversations/accept-message.ts";
import { assign, release } from "../../../shared/domain/queue/handover-life.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { queueSample, sampleConversation, sampleHumanAgent } from "./desk-samples.ts";
import { newId, startMs } from "./samples.ts";

const racers = 50;

/** What locks have to hold: whoever takes them in the order conversation, handover, human agent waits and never deadlocks. */
export function testDeskRaces(get: GetDatabase, rounds: number): void {
  const race = <T>(count: number, one: (racer: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, racer) => one(racer)));
  const people = (tenantId: string, count: number, changes: Partial<HumanAgent> = {}) =>
    Array.from({ length: count }, () => sampleHumanAgent(tenantId, changes));

  /** Everything that one claim or release touches, in the order of the locks. */
  async function lockDesk(tx: TenantTransaction, handoverId: string, humanAgentId: string) {
    const { conversationId } = (await tx.handovers.get(handoverId))!;
    const conversation = (await tx.conversations.lock(conversationId))!;
    const handover = (await tx.handovers.lock(handoverId))!;
    const agent = (await tx.humanAgents.lock(humanAgentId))!;
    return { conversation, handover, agent };
  }
  async function save(tx: TenantTransaction, after: ReturnType<typeof assign>) {
    await tx.conversations.save(after.conversation);
    await tx.handovers.save(after.handover);
    await tx.humanAgents.save(after.agent);
  }
  const claim = (inTenant: ReturnType<typeof tenantOf>["with"], handoverId: string, humanAgentId: string) =>
    inTenant(async (tx) => {
      const { conversation, handover, agent } = await lockDesk(tx, handoverId, humanAgentId);
      await save(tx, assign({ conversation, handover }, agent, startMs));
      return true;
    }).catch((error: unknown) => {
      if (error instanceof ConflictError) return false;
      throw error;
    });

  describe(`${racers} people at once`, () => {
    test("claim one conversation: one has it, and the load says so", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const everybody = people(tenantId, racers);
      await inTenant(async (tx) => {
        for (const each of everybody) await tx.humanAgents.insert(each);
      });
      for (let round = 0; round < rounds; round += 1) {
        const { handover } = await inTenant((tx) => queueSample(tx, tenantId));
        const before = await inTenant((tx) => tx.humanAgents.list(null));
        const won = await race(racers, (racer) =>
          claim(inTenant, handover.handoverId, everybody[racer]!.humanAgentId),
        );
        expect(won.filter(Boolean)).toHaveLength(1);
        const winner = everybody[won.indexOf(true)]!.humanAgentId;
        const standing = await inTenant((tx) => tx.handovers.get(handover.handoverId));
        expect(standing).toMatchObject({ status: "assigned", assignedTo: winner, version: 1 });
        const after = await inTenant((tx) => tx.humanAgents.list(null));
        expect(after).toEqual(
          before.map((each) => ({
            ...each,
            currentLoad: each.currentLoad + Number(each.humanAgentId === winner),
          })),
        );
      }
    });
  });

  describe(`${racers} conversations at once`, () => {
    test("are claimed by a few people: nobody has more than fits", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const everybody = people(tenantId, 3, { maxCapacity: 4 });
      const waiting = await inTenant(async (tx) => {
        for (const each of everybody) await tx.humanAgents.insert(each);
        const made: string[] = [];
        for (let index = 0; index < racers; index += 1)
          made.push((await queueSample(tx, tenantId)).handover.handoverId);
        return made;
      });
      const won = await race(racers, (racer) =>
        claim(inTenant, waiting[racer]!, everybody[racer % 3]!.humanAgentId),
      );
      expect(won.filter(Boolean)).toHaveLength(12);
      const loads = (await inTenant((tx) => tx.humanAgents.list(null))).map(({ currentLoad }) => currentLoad);
      expect(loads).toEqual([4, 4, 4]);
    });

    test("are claimed and released crosswise without a deadlock, and the loads agree with the handovers", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const everybody = people(tenantId, 4, { maxCapacity: 2 });
      const waiting = await inTenant(async (tx) => {
        for (const each of everybody) await tx.humanAgents.insert(each);
        const made: string[] = [];
        for (let index = 0; index < 6; index += 1)
          made.push((await queueSample(tx, tenantId)).handover.handoverId);
        return made;
      });
      const letGo = (handoverId: string) =>
        inTenant(async (tx) => {
          const { assignedTo } = (await tx.handovers.get(handoverId))!;
          if (assignedTo === null) return;
          const { conversation, handover, agent } = await lockDesk(tx, handoverId, assignedTo);
          if (handover.assignedTo !== assignedTo) return;
          await save(tx, release({ conversation, handover }, agent, startMs));
        });
      for (let round = 0; round < rounds; round += 1) {
        await race(racers, async (racer) => {
          const handoverId = waiting[(racer * 7) % waiting.length]!;
          if (racer % 3 === 2) await letGo(handoverId);
          else await claim(inTenant, handoverId, everybody[racer % 4]!.humanAgentId);
        });
        for (const each of await inTenant((tx) => tx.humanAgents.list(null))) {
          const own = await inTenant((tx) => tx.handovers.assignedTo(each.humanAgentId));
          expect(each.currentLoad).toBe(own.length);
          expect(each.currentLoad).toBeLessThanOrEqual(2);
        }
      }
    });
  });

  test("100 messages at once have the numbers 1 to 100, and as many revisions", async () => {
    const { tenantId, with: inTenant } = tenantOf(get);
    const { conversationId } = await inTenant(async (tx) => {
      const conversation = sampleConversation(tenantId);
      await tx.conversations.insert(conversation);
      return conversation;
    });
    const given = await race(100, (racer) =>
      inTenant(async (tx) => {
        const standing = (await tx.conversations.lock(conversationId))!;
        const written = {
          messageId: newId(),
          sender: "customer",
          senderId: null,
          postedBy: null,
          isPrivate: false,
        } as const;
        const accepted = acceptMessage(standing, { ...written, text: `${racer}` }, startMs);
        const revision = standing.revision + 1;
        await tx.messages.insert(accepted.message);
        await tx.conversationEvents.add({
          conversationId,
          revision,
          type: "message.created",
          data: {},
          atMs: startMs,
        });
        await tx.conversations.save({ ...accepted.conversation, revision });
        return accepted.message.seq;
      }),
    );
    const numbers = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(given.toSorted((a, b) => a - b)).toEqual(numbers);
    const stored = await inTenant((tx) => tx.messages.list(conversationId, 0, 200));
    expect(stored.map(({ seq, text }) => [seq, given[Number(text)]])).toEqual(
      numbers.map((seq) => [seq, seq]),
    );
    const events = await inTenant((tx) => tx.conversationEvents.list(conversationId, 0, 200));
    expect(events.map(({ revision }) => revision)).toEqual(numbers);
    expect(await inTenant((tx) => tx.conversations.get(conversationId))).toMatchObject({
      lastSeq: 100,
      episode: 1,
    });
  });

  test("a lock shows what was committed while it was waited for", async () => {
    const { tenantId, with: inTenant } = tenantOf(get);
    const conversation = sampleConversation(tenantId);
    await inTenant((tx) => tx.conversations.insert(conversation));
    const counted = await race(racers, () =>
      inTenant(async (tx) => {
        const standing = (await tx.conversations.lock(conversation.conversationId))!;
        await tx.conversations.save({ ...standing, revision: standing.revision + 1 });
        return standing.revision;
      }),
    );
    expect(counted.toSorted((a, b) => a - b)).toEqual(Array.from({ length: racers }, (_, index) => index));
  });
}
