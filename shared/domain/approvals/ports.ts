import type { Receipt, ReceiptEntry, ToolGrant, WaitQuestion, WaitVote } from "../../contracts/approval.ts";

export interface VoteStore {
  /** False when this person has decided in this round already. */
  add(vote: WaitVote): Promise<boolean>;
  /** Of all rounds, in order. */
  list(waitId: string): Promise<WaitVote[]>;
}

export interface QuestionStore {
  /** Gives it the next number. Under the wait's lock. */
  ask(question: Pick<WaitQuestion, "waitId" | "askedBy" | "question" | "askedAtMs">): Promise<WaitQuestion>;
  /** False when there is no such question, or it was answered. */
  answer(
    waitId: string,
    questionNo: number,
    answer: { by: string; answer: string; atMs: number },
  ): Promise<boolean>;
  list(waitId: string): Promise<WaitQuestion[]>;
}

/** What a caller says of the call that it is about to make. */
export interface GrantedCall {
  waitId: string;
  runId: string;
  nodePath: string;
  tool: string;
  argumentsHash: string;
  /** Of the call. */
  idempotencyKey: string;
  atMs: number;
}

export interface GrantStore {
  /** @throws ConflictError when the wait has one */
  mint(grant: ToolGrant): Promise<void>;
  ofWait(waitId: string): Promise<ToolGrant | null>;
  /**
   * Uses up the wait's grant for exactly this call: `consumed` once, `again` for the same call tried again, `refused` when
   * there is none, it is for another call, or another call has used it up.
   */
  consume(call: GrantedCall): Promise<"consumed" | "again" | "refused">;
}

export interface ReceiptStore {
  /** Adds the next link; whoever else adds one waits until this transaction ends. Nothing is locked after it. */
  append(entry: ReceiptEntry): Promise<Receipt>;
  /** In order, after `afterSeq`. */
  list(afterSeq: number, limit: number): Promise<Receipt[]>;
  /** Those of one wait, in order, after `afterSeq`. */
  ofWait(waitId: string, afterSeq: number, limit: number): Promise<Receipt[]>;
}
