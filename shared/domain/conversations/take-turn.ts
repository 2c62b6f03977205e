import type { BeginTurnTask, Conversation } from "../../contracts/conversation.ts";

/** Which turn of which episode a state machine speaks for. */
export interface TurnRef {
  episode: number;
  /** 1 for the first turn of an episode. */
  turn: number;
}

/** With the execution that it is, if it says so. */
export type TurnBeginning = TurnRef & Pick<BeginTurnTask, "execution">;

export type BegunTurn =
  /** The turn works on the customer's messages after `afterSeq` up to `uptoSeq`. */
  | {
      kind: "begun";
      conversation: Conversation;
      afterSeq: number;
      uptoSeq: number;
      instruction: string | null;
    }
  /** Begun before, by an attempt that was not heard of: the same run goes on. */
  | { kind: "standing"; runId: string }
  /** The conversation has gone on without this turn. */
  | { kind: "stale" };

/** Gives the conversation to the AI for one turn, which takes all that was written so far. */
export function beginTurn(
  conversation: Conversation,
  ref: TurnBeginning,
  runId: string,
  atMs: number,
): BegunTurn {
  // Before the first message there is nothing to work on.
  if (conversation.episode === 0 || conversation.episode !== ref.episode) return { kind: "stale" };
  if (isAtWork(conversation, ref)) return { kind: "standing", runId: conversation.runId ?? runId };
  const isNext = conversation.turn === ref.turn - 1;
  const waits = conversation.status === "new" || conversation.status === "back_to_ai";
  const again = conversation.status === "ai_processing" && conversation.runId === null;
  if (!isNext || !(waits || again)) return { kind: "stale" };
  const begun: Conversation = {
    ...conversation,
    status: "ai_processing",
    turn: ref.turn,
    runId,
    execution: ref.execution ?? conversation.execution,
    seenSeq: conversation.lastSeq,
    instruction: null,
    instructedBy: null,
    updatedAtMs: atMs,
  };
  const { seenSeq: afterSeq, lastSeq: uptoSeq, instruction } = conversation;
  return { kind: "begun", conversation: begun, afterSeq, uptoSeq, instruction };
}

export type TurnEnd = { decision: "FINISH" } | { decision: "HANDOVER"; handoverId: string };

export type EndedTurn =
  | { kind: "finished" | "again" | "handover"; conversation: Conversation }
  /** Ended before; `next` is where the state machine goes now, too. */
  | { kind: "standing"; next: "finished" | "again" | "handover" };

/**
 * What follows a turn. A conversation is finished only if the turn saw the customer's last word; else another turn takes
 * what came meanwhile.
 */
export function endTurn(conversation: Conversation, ref: TurnRef, end: TurnEnd, atMs: number): EndedTurn {
  if (!isAtWork(conversation, ref)) return { kind: "standing", next: nextOf(conversation, ref) };
  if (end.decision === "HANDOVER") {
    const { handoverId } = end;
    return {
      kind: "handover",
      conversation: { ...conversation, status: "handover", handoverId, updatedAtMs: atMs },
    };
  }
  if (conversation.lastCustomerSeq > conversation.seenSeq) {
    return { kind: "again", conversation: { ...conversation, runId: null, updatedAtMs: atMs } };
  }
  const closed: Conversation = { ...conversation, status: "finished", updatedAtMs: atMs, closedAtMs: atMs };
  return { kind: "finished", conversation: closed };
}

/** A turn is at work from its begin to its end: while its run stands on the conversation. */
function isAtWork(conversation: Conversation, { episode, turn }: TurnRef): boolean {
  const { status, runId } = conversation;
  return (
    conversation.episode === episode &&
    conversation.turn === turn &&
    status === "ai_processing" &&
    runId !== null
  );
}

function nextOf(conversation: Conversation, { episode, turn }: TurnRef): "finished" | "again" | "handover" {
  if (conversation.episode !== episode) return "finished";
  if (conversation.turn > turn || conversation.status === "ai_processing") return "again";
  return conversation.status === "finished" || conversation.status === "resolved" ? "finished" : "handover";
}
