import type { Conversation } from "../../contracts/conversation.ts";
import type { ScheduledCheck } from "../../contracts/scheduled-check.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import type { StateMachines } from "../workflows/ports.ts";
import type { ConversationChecks } from "./ports.ts";
import { resumeEpisode } from "./resume-episode.ts";
import { isClosed } from "./transitions.ts";
import { isEarly } from "./wait-until-due.ts";

/** Between two looks at a conversation that an execution works on. */
const betweenLooksMs = 10 * 60_000;

interface Services {
  database: Database;
  stateMachines: Pick<StateMachines, "start" | "describe">;
  checks: ConversationChecks;
  nowMs: () => number;
}

/**
 * Sees to it that an execution works on an open conversation, and asks for the next look while the AI has it, if none is
 * on its way: every message brings a check, and one of them goes on. With people, who may take their time, nobody looks
 * again, so that the database may sleep: what they do brings a check of its own.
 */
export async function keepGoing(check: ScheduledCheck, services: Services): Promise<void> {
  // Those of a handover have a purpose of their own, and a next one.
  if (check.handover !== null) return;
  const conversation = await services.database.tenant(check.tenantId, (tx) => look(tx, check, services));
  if (conversation !== null) await resumeEpisode(conversation, services);
}

async function look(
  tx: TenantTransaction,
  { tenantId, conversationId }: ScheduledCheck,
  { checks, nowMs }: Services,
): Promise<Conversation | null> {
  const conversation = await tx.conversations.lock(conversationId);
  if (conversation === null || isClosed(conversation.status)) return null;
  const { nextLookAtMs } = conversation;
  const isLookedAfter = nextLookAtMs !== null && isEarly({ atMs: nextLookAtMs }, nowMs());
  if (waitsForPeople(conversation) || isLookedAfter) return conversation;
  const atMs = nowMs() + betweenLooksMs;
  await checks.checkAt({ tenantId, conversationId, handover: null }, atMs);
  await tx.conversations.save({ ...conversation, nextLookAtMs: atMs });
  return conversation;
}

function waitsForPeople({ status }: Conversation): boolean {
  return status === "pending_human" || status === "human_active";
}
