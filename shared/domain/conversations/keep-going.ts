import type { Conversation } from "../../contracts/conversation.ts";
import type { ScheduledCheck } from "../../contracts/scheduled-check.ts";
import type { Database } from "../storage/ports.ts";
import type { StateMachines } from "../workflows/ports.ts";
import type { ConversationChecks } from "./ports.ts";
import { resumeEpisode } from "./resume-episode.ts";
import { isClosed } from "./transitions.ts";

/** Between two looks at a conversation that an execution works on. */
const betweenLooksMs = 10 * 60_000;

/**
 * Sees to it that an execution works on an open conversation, and asks for the next look while the AI has it. With people,
 * who may take their time, nobody looks again, so that the database may sleep: what they do brings a check of its own.
 */
export async function keepGoing(
  check: ScheduledCheck,
  services: {
    database: Database;
    stateMachines: Pick<StateMachines, "start" | "describe">;
    checks: ConversationChecks;
    nowMs: () => number;
  },
): Promise<void> {
  const { tenantId, conversationId } = check;
  // Those of a handover have a purpose of their own, and a next one.
  if (check.handover !== null) return;
  const conversation = await services.database.tenant(tenantId, (tx) => tx.conversations.get(conversationId));
  if (conversation === null || isClosed(conversation.status)) return;
  await resumeEpisode(conversation, services.stateMachines);
  if (waitsForPeople(conversation)) return;
  await services.checks.checkAt(
    { tenantId, conversationId, handover: null },
    services.nowMs() + betweenLooksMs,
  );
}

function waitsForPeople({ status }: Conversation): boolean {
  return status === "pending_human" || status === "human_active";
}
