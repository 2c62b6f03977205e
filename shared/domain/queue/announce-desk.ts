import type { OutboxMessage } from "../../contracts/run.ts";
import { announce, type Announcing } from "../conversations/announce.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import type { QueuedHandover } from "../../contracts/human-agent.ts";

type About = Pick<QueuedHandover, "tenantId" | "conversationId" | "handoverId">;

/** Somebody waits or somebody is free: who takes what is worked out after the commit. */
export function announceAssign(
  tx: TenantTransaction,
  about: About,
  services: Announcing,
): Promise<OutboxMessage> {
  return announce(tx, "desk.assign", about, { tenantId: about.tenantId }, services);
}

/**
 * Somebody is free, whom no conversation has told of. Should the message be lost, those that wait are looked at again by
 * themselves.
 */
export async function announceFree(
  tx: TenantTransaction,
  tenantId: string,
  { nowMs, newId }: Pick<Announcing, "nowMs" | "newId">,
): Promise<OutboxMessage> {
  const about = { id: newId(), tenantId, runId: null, createdAtMs: nowMs() };
  const message: OutboxMessage = { ...about, topic: "desk.assign", body: { tenantId } };
  await tx.outbox.add(message);
  return message;
}

/** A person is done: the state machine that waits goes on. */
export function announceSettle(
  tx: TenantTransaction,
  about: About,
  services: Announcing,
): Promise<OutboxMessage> {
  const { tenantId, handoverId } = about;
  return announce(tx, "handover.settle", about, { tenantId, handoverId }, services);
}
