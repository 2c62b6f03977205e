import { describe, expect, test } from "vitest";
import { ConflictError, NotAllowedError } from "../../../shared/contracts/errors.ts";
import { postMessage } from "../../../shared/domain/conversations/post-message.ts";
import { isClosed } from "../../../shared/domain/conversations/transitions.ts";
import { assignWaiting } from "../../../shared/domain/queue/assign-waiting.ts";
import { claimHandover } from "../../../shared/domain/queue/claim-handover.ts";
import { closeHandover } from "../../../shared/domain/queue/close-handover.ts";
import type { DeskServices } from "../../../shared/domain/queue/desk-transaction.ts";
import { planAssignments } from "../../../shared/domain/queue/plan-assignments.ts";
import { reassignHandover } from "../../../shared/domain/queue/reassign-handover.ts";
import { releaseHandover } from "../../../shared/domain/queue/release-handover.ts";
import { replyAsHuman } from "../../../shared/domain/queue/reply-as-human.ts";
import { setAgentStatus } from "../../../shared/domain/queue/set-agent-status.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { queueSample, sampleHumanAgent } from "./desk-samples.ts";
import { newId, startMs } from "./samples.ts";

const racers = 50;
const capacity = 3;

/** The desk's use cases as a crowd of people and customers uses them, all at once. */
export function testDeskCrowd(get: GetDatabase, rounds: number): void {
  /** A tenant with people, and conversations that wait. */
  async function busyDesk(counts: { people: number; conversations: number }) {
    const tenant = tenantOf(get);
    const { tenantId } = tenant;
    const services: DeskServices = {
      database: get().database,
      checks: { checkAt: async () => undefined },
      nowMs: () => startMs,
      newId,
    };
    const desk = await tenant.with(async (tx) => {
      const people = Array.from({ length: counts.people }, () =>
        sampleHumanAgent(tenantId, { maxCapacity: capacity }),
      );
      for (const each of people) await tx.humanAgents.insert(each);
      const queued = [];
      for (let index = 0; index < counts.conversations; index += 1)
        queued.push(await queueSample(tx, tenantId));
      return { people, queued };
    });
    return { ...tenant, services, ...desk };
  }

  /** Being too late, or not the one who has it, is an answer; anything else, as a deadlock, is not. */
  const tolerant = (work: Promise<unknown>) =>
    work.catch((error: unknown) => {
      if (!(error instanceof ConflictError || error instanceof NotAllowedError)) throw error;
    });
  const crowd = (count: number, one: (racer: number) => Promise<unknown>) =>
    Promise.all(Array.from({ length: count }, (_, racer) => tolerant(one(racer))));

  async function expectAgreement({ with: inTenant }: Awaited<ReturnType<typeof busyDesk>>): Promise<void> {
    await inTenant(async (tx) => {
      for (const each of await tx.humanAgents.list(null)) {
        const own = await tx.handovers.assignedTo(each.humanAgentId);
        expect(each.currentLoad).toBe(own.length);
        expect(own.length).toBeLessThanOrEqual(capacity);
        if (each.status === "offline") expect(own).toEqual([]);
      }
      for (const { handoverId, conversationId, status, assignedTo } of (
        await tx.handovers.list({}, 999, null)
      ).items) {
        const conversation = (await tx.conversations.get(conversationId))!;
        const open = (await tx.handovers.assignments(handoverId)).filter(({ end }) => end === null);
        expect(open.map(({ humanAgentId }) => humanAgentId)).toEqual(
          status === "assigned" ? [assignedTo] : [],
        );
        const expected = {
          queued: "pending_human",
          assigned: "human_active",
          resolved: "resolved",
          back_to_ai: "back_to_ai",
        };
        // A customer may have begun the next episode since.
        if (!isClosed(conversation.status) && conversation.status !== "new")
          expect(conversation.status).toBe(expected[status]);
        const events = await tx.conversationEvents.list(conversationId, 0, 9_999);
        expect(events.map(({ revision }) => revision)).toEqual(events.map((_, index) => index + 1));
        expect(conversation.revision).toBe(events.length);
      }
    });
  }

  describe("a crowd at the desk", () => {
    test(`of ${racers} people claims one conversation: one has it`, async () => {
      const desk = await busyDesk({ people: racers, conversations: rounds });
      for (const { handover } of desk.queued) {
        const { tenantId, people, services } = desk;
        const claims = await Promise.allSettled(
          people.map(({ humanAgentId }) =>
            claimHandover(
              { tenantId, handoverId: handover.handoverId, humanAgentId, assignedBy: humanAgentId },
              services,
            ),
          ),
        );
        expect(claims.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        const refused = claims.flatMap((each) => (each.status === "rejected" ? [each.reason as Error] : []));
        expect(new Set(refused.map(({ name }) => name))).toEqual(new Set(["ConflictError"]));
      }
      await expectAgreement(desk);
    });

    test("is assigned to by several at once: nothing waits while somebody is free", async () => {
      const desk = await busyDesk({ people: 4, conversations: 20 });
      await crowd(5, () => assignWaiting(desk.tenantId, desk.services));
      await expectAgreement(desk);
      const loads = (await desk.with((tx) => tx.humanAgents.list(null))).map(
        ({ currentLoad }) => currentLoad,
      );
      expect(loads).toEqual([capacity, capacity, capacity, capacity]);
    });

    test("does everything at once: owners, loads, history and revisions agree, and nobody waits for ever", async () => {
      const desk = await busyDesk({ people: 5, conversations: 8 });
      const { tenantId, services, people, queued } = desk;
      for (let round = 0; round < rounds; round += 1) {
        await crowd(racers, async (racer) => {
          const { conversation, handover } = queued[(racer * 3 + round) % queued.length]!;
          const { humanAgentId } = people[(racer + round) % people.length]!;
          const { handoverId } = handover;
          const { conversationId } = conversation;
          const own = { tenantId, handoverId, humanAgentId };
          const written = { tenantId, conversationId, messageId: newId(), text: "x", isPrivate: false };
          switch ((racer + round) % 9) {
            case 0:
            case 1:
              return claimHandover({ ...own, assignedBy: humanAgentId }, services);
            case 2:
              return releaseHandover(own, services);
            case 3:
              return reassignHandover(
                { tenantId, handoverId, to: humanAgentId, assignedBy: "boss" },
                services,
              );
            case 4:
              return postMessage(
                { ...written, sender: "customer", senderId: "john", postedBy: "john" },
                services,
              );
            case 5:
              return replyAsHuman({ ...written, humanAgentId }, services);
            case 6:
              return setAgentStatus({ ...own, status: racer % 2 === 0 ? "offline" : "away" }, services);
            case 7:
              return setAgentStatus({ ...own, status: "online" }, services);
            default:
              return closeHandover({ ...own, outcome: "resolved", seenSeq: 9_999 }, services);
          }
        });
        await expectAgreement(desk);
      }
      for (const { humanAgentId } of people)
        await setAgentStatus({ tenantId, humanAgentId, status: "online" }, services);
      await assignWaiting(tenantId, services);
      await expectAgreement(desk);
      const left = await desk.with(async (tx) =>
        planAssignments(await tx.handovers.waiting(99), await tx.humanAgents.list("online")),
      );
      expect(left).toEqual([]);
    });
  });
}
