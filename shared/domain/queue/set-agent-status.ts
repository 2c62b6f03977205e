import type { HumanAgent, HumanAgentStatus, QueuedHandover } from "../../contracts/human-agent.ts";
import { RetryableError } from "../../contracts/errors.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { announceAssign, announceFree } from "./announce-desk.ts";
import { type DeskServices, lockAgent } from "./desk-transaction.ts";
import type { Desk } from "./handover-life.ts";
import { giveBack } from "./release-handover.ts";

/** Somebody is given work while they go only if they say at the same time that they are back. */
const mostTries = 5;

interface StatusChange {
  tenantId: string;
  humanAgentId: string;
  status: HumanAgentStatus;
}

interface Changed {
  agent: HumanAgent;
  /** To be sent after the commit. */
  messages: OutboxMessage[];
}

/**
 * Says that a person is online, away or offline. Who is away keeps what they have and gets nothing new; who goes offline
 * gives everything back to the queue, in the same transaction.
 * @throws NotFoundError
 */
export async function setAgentStatus(change: StatusChange, services: DeskServices): Promise<Changed> {
  if (change.status !== "offline") return setStatus(change, services);
  // First away, so that nothing new comes while everything goes back.
  await setStatus({ ...change, status: "away" }, services);
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const gone = await services.database.tenant(change.tenantId, (tx) => goOffline(tx, change, services));
    if (gone !== null) return gone;
  }
  throw new RetryableError("The person is given work all the time.");
}

async function setStatus(
  { tenantId, humanAgentId, status }: StatusChange,
  services: DeskServices,
): Promise<Changed> {
  return services.database.tenant(tenantId, async (tx) => {
    const agent = { ...(await lockAgent(tx, humanAgentId)), status, lastActiveAtMs: services.nowMs() };
    await tx.humanAgents.save(agent);
    return { agent, messages: status === "online" ? [await announceFree(tx, tenantId, services)] : [] };
  });
}

/** Null: the person was given something between the look and the locks. */
async function goOffline(
  tx: TenantTransaction,
  { humanAgentId }: StatusChange,
  services: DeskServices,
): Promise<Changed | null> {
  const desks = await lockDesks(tx, await tx.handovers.assignedTo(humanAgentId));
  let agent = await lockAgent(tx, humanAgentId);
  const locked = new Set(desks.map(({ handover }) => handover.handoverId));
  const own = await tx.handovers.assignedTo(humanAgentId);
  if (!own.every(({ handoverId }) => locked.has(handoverId))) return null;
  const messages: OutboxMessage[] = [];
  for (const desk of desks) {
    if (desk.handover.status !== "assigned" || desk.handover.assignedTo !== humanAgentId) continue;
    ({ agent } = await giveBack(tx, desk, agent, "offline", services));
    messages.push(await announceAssign(tx, desk.handover, services));
  }
  const offline: HumanAgent = { ...agent, status: "offline", lastActiveAtMs: services.nowMs() };
  await tx.humanAgents.save(offline);
  return { agent: offline, messages };
}

/** All conversations, then all handovers, each in the order of their ids. */
async function lockDesks(tx: TenantTransaction, handovers: QueuedHandover[]): Promise<Desk[]> {
  const inOrder = handovers.toSorted((a, b) => (a.conversationId < b.conversationId ? -1 : 1));
  const desks: Desk[] = [];
  const conversations = [];
  for (const { conversationId } of inOrder) conversations.push(await tx.conversations.lock(conversationId));
  for (const [index, { handoverId }] of inOrder.entries()) {
    const conversation = conversations[index];
    const handover = await tx.handovers.lock(handoverId);
    if (conversation && handover) desks.push({ conversation, handover });
  }
  return desks;
}
