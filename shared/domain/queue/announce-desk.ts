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

/** A person is done: the state machine that waits goes on. */
export function announceSettle(
  tx: TenantTransaction,
  about: About,
  services: Announcing,
): Promise<OutboxMessage> {
  const { tenantId, handoverId } = about;
  return announce(tx, "handover.settle", about, { tenantId, handoverId }, services);
}
