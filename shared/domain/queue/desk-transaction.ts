import { NotFoundError } from "../../contracts/errors.ts";
import type { DeskSettings, HumanAgent, QueuedHandover } from "../../contracts/human-agent.ts";
import type { Announcing } from "../conversations/announce.ts";
import { lockConversation } from "../conversations/lock-conversation.ts";
import type { ConversationChecks } from "../conversations/ports.ts";
import { type Change, saveChanged } from "../conversations/save-changed.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { nextCheckAtMs } from "./deadlines.ts";
import { defaultDeskSettings } from "./default-desk-settings.ts";
import type { Desk } from "./handover-life.ts";

export type DeskServices = { database: Database } & Announcing;

/** Locks a handover's conversation, then the handover. @throws NotFoundError */
export async function lockDesk(tx: TenantTransaction, handoverId: string): Promise<Desk> {
  const found = await tx.handovers.get(handoverId);
  if (found === null) throw noHandover(handoverId);
  const conversation = await lockConversation(tx, found.conversationId);
  const handover = await tx.handovers.lock(handoverId);
  if (handover === null) throw noHandover(handoverId);
  return { conversation, handover };
}

/** The last lock. @throws NotFoundError */
export async function lockAgent(tx: TenantTransaction, humanAgentId: string): Promise<HumanAgent> {
  const agent = await tx.humanAgents.lock(humanAgentId);
  if (agent === null) throw new NotFoundError(`There is no human agent ${humanAgentId}.`);
  return agent;
}

/**
 * Writes what happened to a handover and its conversation, with what streams are told. A handover that changed is looked
 * at when its next deadline is due.
 */
export async function saveDesk(
  tx: TenantTransaction,
  before: Desk,
  after: Desk,
  changes: readonly Change[],
  services: { checks: ConversationChecks; nowMs: () => number },
): Promise<Desk> {
  const { handover } = after;
  await tx.handovers.save(handover);
  const conversation = await saveChanged(tx, before.conversation, after.conversation, changes);
  if (handover.version !== before.handover.version) await checkWhenDue(tx, handover, services);
  return { conversation, handover };
}

/** Has the handover, as it stands now, looked at when something is due. */
export async function checkWhenDue(
  tx: TenantTransaction,
  handover: QueuedHandover,
  { checks, nowMs }: { checks: ConversationChecks; nowMs: () => number },
): Promise<void> {
  const { tenantId, conversationId, handoverId, version, closedAtMs } = handover;
  if (closedAtMs !== null) return;
  const atMs = nextCheckAtMs(handover, await deskSettings(tx), nowMs());
  if (atMs !== null)
    await checks.checkAt({ tenantId, conversationId, handover: { handoverId, version } }, atMs);
}

/** What the tenant has set; the defaults for what it has not, or what was not there to set at the time. */
export async function deskSettings(tx: TenantTransaction): Promise<DeskSettings> {
  return { ...defaultDeskSettings, ...(await tx.desk.settings()) };
}

function noHandover(handoverId: string): NotFoundError {
  return new NotFoundError(`There is no handover ${handoverId}.`);
}
