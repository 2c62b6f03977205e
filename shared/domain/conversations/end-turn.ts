import type { Conversation, EndTurnResult, EndTurnTask } from "../../contracts/conversation.ts";
import type { QueuedHandover } from "../../contracts/human-agent.ts";
import type { Run } from "../../contracts/run.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { loadRun } from "../workflows/load-run.ts";
import type { StateMachines } from "../workflows/ports.ts";
import { reconcileRun } from "../workflows/reconcile-run.ts";
import { completeHandover } from "./complete-handover.ts";
import { handoverOfRun } from "./handover-of-run.ts";
import { lockConversation } from "./lock-conversation.ts";
import { replyOfRun } from "./reply-of-run.ts";
import type { EndedRun } from "./run-outputs.ts";
import { type Change, saveChanged } from "./save-changed.ts";
import { storeMessage } from "./store-message.ts";
import { endTurn, type EndedTurn } from "./take-turn.ts";

interface Services {
  database: Database;
  stateMachines: Pick<StateMachines, "describe">;
  nowMs: () => number;
  newId: () => string;
}

/**
 * Ends a turn by what its run's record says: a finished run's reply is stored, under the run's id, so that it is there
 * once; a run that failed, or whose execution ended without recording it, becomes a handover. `running` while the
 * execution goes on: its start may have failed because it had begun before, unheard.
 */
export async function endConversationTurn(task: EndTurnTask, services: Services): Promise<EndTurnResult> {
  const recorded = await endRecorded(task, services);
  if (recorded !== null) return recorded;
  await reconcileRun(task, services);
  return (await endRecorded(task, services)) ?? { next: "running" };
}

/** Null: the record says that the run goes on. */
function endRecorded(task: EndTurnTask, services: Services): Promise<EndTurnResult | null> {
  return services.database.tenant(task.tenantId, async (tx) => {
    const atMs = services.nowMs();
    const conversation = await lockConversation(tx, task.conversationId);
    const ended = await loadEnded(tx, task.runId);
    if (ended === null) return null;
    const handover = handoverOfRun(conversation, ended, services.newId(), atMs);
    const turn = endTurn(conversation, task, decisionOf(handover), atMs);
    if (turn.kind === "standing") return { next: turn.next };
    const written =
      handover === null
        ? { handover, reply: replyOfRun(ended) }
        : { handover: await completeHandover(tx, conversation, handover, ended), reply: null };
    await write(tx, conversation, turn, written, ended.run);
    return { next: turn.kind };
  });
}

async function loadEnded(tx: TenantTransaction, runId: string): Promise<EndedRun | null> {
  const { run, workflow } = await loadRun(tx, { runId });
  if (run.status === "queued" || run.status === "running") return null;
  return { run, workflow, results: await tx.nodes.list(runId) };
}

function decisionOf(handover: QueuedHandover | null): Parameters<typeof endTurn>[2] {
  return handover === null
    ? { decision: "FINISH" }
    : { decision: "HANDOVER", handoverId: handover.handoverId };
}

async function write(
  tx: TenantTransaction,
  before: Conversation,
  turn: Exclude<EndedTurn, { kind: "standing" }>,
  { handover, reply }: { handover: QueuedHandover | null; reply: string | null },
  { runId }: Run,
): Promise<void> {
  if (handover !== null) await tx.handovers.insert(handover);
  const changes: Change[] = [];
  let after = turn.conversation;
  if (reply !== null) {
    const written = {
      messageId: runId,
      sender: "agent",
      senderId: runId,
      postedBy: null,
      text: reply,
      isPrivate: false,
    } as const;
    const stored = await storeMessage(tx, after, written, after.updatedAtMs);
    after = stored.conversation;
    changes.push(stored.change);
  }
  await saveChanged(tx, before, after, changes);
}
