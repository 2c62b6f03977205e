import type { Conversation, EndTurnResult, EndTurnTask } from "../../contracts/conversation.ts";
import type { QueuedHandover } from "../../contracts/human-agent.ts";
import type { Run } from "../../contracts/run.ts";
import type { Database, RunEnd, TenantTransaction } from "../storage/ports.ts";
import { loadRun } from "../workflows/load-run.ts";
import { handoverOfRun } from "./handover-of-run.ts";
import { lockConversation } from "./lock-conversation.ts";
import { replyOfRun } from "./reply-of-run.ts";
import type { EndedRun } from "./run-outputs.ts";
import { type Change, saveChanged } from "./save-changed.ts";
import { storeMessage } from "./store-message.ts";
import { endTurn, type EndedTurn } from "./take-turn.ts";

interface Services {
  database: Database;
  nowMs: () => number;
  newId: () => string;
}

/**
 * Ends a turn by what its run's record says: a finished run's reply is stored, under the run's id, so that it is there
 * once; a run that failed, or whose execution ended without recording it, becomes a handover.
 */
export async function endConversationTurn(task: EndTurnTask, services: Services): Promise<EndTurnResult> {
  return services.database.tenant(task.tenantId, async (tx) => {
    const atMs = services.nowMs();
    const conversation = await lockConversation(tx, task.conversationId);
    const ended = await loadEnded(tx, task.runId, atMs);
    const handover = handoverOfRun(conversation, ended, services.newId(), atMs);
    const turn = endTurn(conversation, task, decisionOf(handover), atMs);
    if (turn.kind === "standing") return { next: turn.next };
    await write(
      tx,
      conversation,
      turn,
      { handover, reply: handover === null ? replyOfRun(ended) : null },
      ended.run,
    );
    return { next: turn.kind };
  });
}

async function loadEnded(tx: TenantTransaction, runId: string, atMs: number): Promise<EndedRun> {
  // The state machine says that the execution has ended. If that was not recorded, it is not coming any more.
  const message = "The execution ended without recording its run.";
  const unrecorded = { status: "failed", decision: null, handover: null } as const;
  const end: RunEnd = { ...unrecorded, error: { name: "RunNotRecorded", message } };
  if (await tx.runs.end(runId, end, atMs)) await tx.waits.cancelOfRun(runId, atMs);
  const { run, workflow } = await loadRun(tx, { runId });
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
      text: reply,
      isPrivate: false,
    } as const;
    const stored = await storeMessage(tx, after, written, after.updatedAtMs);
    after = stored.conversation;
    changes.push(stored.change);
  }
  await saveChanged(tx, before, after, changes);
}
