import type { Conversation } from "../../../shared/contracts/conversation.ts";
import type { QueuedHandover } from "../../../shared/contracts/human-agent.ts";
import { createConversation } from "../../../shared/domain/conversations/create-conversation.ts";
import { assignWaiting } from "../../../shared/domain/queue/assign-waiting.ts";
import { closeHandover } from "../../../shared/domain/queue/close-handover.ts";
import type { TenantTransaction } from "../../../shared/domain/storage/ports.ts";
import { handedOver, supportWorkflow } from "../../support/desk-fixture.ts";
import { handoverRow } from "../../support/desk-rows.ts";
import { tenantId } from "../process.ts";
import { allRounder } from "../setting.ts";
import { World } from "../world.ts";
import { idOf } from "./plan-queue.ts";
import type { Customer } from "./workload.ts";

/** The same with the desk's use cases on stored conversations: queued, assigned by `assignWaiting`, closed. */
export async function waitsAtDesk(
  customers: Iterable<Customer>,
  servers: number,
  count: number,
): Promise<number[]> {
  const world = new World(1, { log: false });
  const startMs = world.nowMs;
  const { database, agenda } = world;
  const services = {
    database,
    nowMs: () => world.nowMs,
    newId: () => world.newId("i"),
    checks: { checkAt: async () => undefined },
  };
  const waits: number[] = [];
  await database.tenant(tenantId, async (tx) => {
    const revision = { digest: "d", workflow: supportWorkflow, source: "", deployed: false };
    await tx.workflows.publish({ ...revision, publishedAtMs: startMs });
    for (let index = 0; index < servers; index += 1) {
      const name = `p${index}`;
      const contact = { humanAgentId: name, subject: name, email: `${name}@example.com` };
      await tx.humanAgents.insert({ ...allRounder(world), ...contact, maxCapacity: 1 });
    }
  });

  async function assign(service: ReadonlyMap<string, number>): Promise<void> {
    for (const { handoverId, humanAgentId } of await assignWaiting(tenantId, services)) {
      const handover = (await database.tenant(tenantId, (tx) => tx.handovers.get(handoverId)))!;
      waits[Number(handoverId.slice(1)) - 1] = world.nowMs - handover.queuedAtMs;
      const closing = { tenantId, handoverId, humanAgentId, seenSeq: 0, outcome: "resolved" } as const;
      agenda.add(world.nowMs + service.get(handoverId)!, "close", () => {
        work = async () => {
          await closeHandover(closing, services);
          await assign(service);
        };
      });
    }
  }

  let work: () => Promise<void> = async () => {};
  const service = new Map<string, number>();
  let number = 0;
  for (const { arrivalMs, serviceMs } of customers) {
    if ((number += 1) > count) break;
    const handoverId = idOf(number);
    service.set(handoverId, serviceMs);
    agenda.add(startMs + arrivalMs, "arrive", () => {
      work = async () => {
        await enter(handoverId, services);
        await assign(service);
      };
    });
  }
  for (let next = agenda.next(); next !== undefined; next = agenda.next()) {
    world.nowMs = next.atMs;
    next.happen();
    await work();
  }
  return waits;
}

/** A conversation that waits in the queue, as its state machine has left it there. */
async function enter(
  handoverId: string,
  services: { database: World["database"]; nowMs: () => number },
): Promise<void> {
  const { database, nowMs } = services;
  const conversationId = `c-${handoverId}`;
  const about = {
    tenantId,
    conversationId,
    customerId: "john",
    openedBy: "john",
    workflowId: "support",
    channel: "web",
    metadata: {},
  } as const;
  const created = await createConversation(about, services);
  await database.tenant(tenantId, async (tx) => {
    await tx.conversations.lock(conversationId);
    await tx.conversations.save({ ...created, status: "pending_human", episode: 1, turn: 1, handoverId });
    await tx.handovers.insert(handoverOf(created, handoverId, nowMs()));
    await keepToken(tx, handoverId);
  });
}

async function keepToken(tx: TenantTransaction, handoverId: string): Promise<void> {
  await tx.handovers.keepTaskToken(handoverId, `token of ${handoverId}`);
}

function handoverOf(
  { conversationId }: Conversation,
  handoverId: string,
  queuedAtMs: number,
): QueuedHandover {
  const { reason } = handedOver().handover!;
  return handoverRow({ handoverId, tenantId, conversationId, reason, version: 1, queuedAtMs });
}
