import type {
  AssignmentEnd,
  CannedReply,
  DeskSettings,
  HandoverAssignment,
  HumanAgent,
  HumanAgentStatus,
  QueuedHandover,
  QueuedHandoverStatus,
} from "../../contracts/human-agent.ts";
import type { Page } from "../storage/page.ts";

export interface HandoverFilter {
  status?: QueuedHandoverStatus;
  assignedTo?: string;
}

export interface HandoverStore {
  /** @throws ConflictError when the turn has one, or the conversation has an open one */
  insert(handover: QueuedHandover): Promise<void>;
  get(handoverId: string): Promise<QueuedHandover | null>;
  /** The one that this turn ended with. */
  ofTurn(conversationId: string, episode: number, turn: number): Promise<QueuedHandover | null>;
  /** Locks it for this transaction; after its conversation, before a human agent. */
  lock(handoverId: string): Promise<QueuedHandover | null>;
  /** Writes what was locked. What it is about (conversation, reason, context, skills) never changes. @throws NotFoundError */
  save(handover: QueuedHandover): Promise<void>;
  /** Oldest first. */
  list(filter: HandoverFilter, limit: number, cursor: string | null): Promise<Page<QueuedHandover>>;
  /** Keeps a token that the state machine waits with, beside those that it waited with before. */
  keepTaskToken(handoverId: string, taskToken: string): Promise<void>;
  /** In the order in which they came. For the settling function alone; never for an API. */
  taskTokens(handoverId: string): Promise<string[]>;
  /** @throws ConflictError when one is open */
  beginAssignment(assignment: HandoverAssignment): Promise<void>;
  /** Ends the open assignment of a handover. @throws NotFoundError without one */
  endAssignment(handoverId: string, end: AssignmentEnd, atMs: number): Promise<void>;
  /** First one first. */
  assignments(handoverId: string): Promise<HandoverAssignment[]>;
  /**
   * What waits in the queue (a state machine waits for it), in serving order, at most `limit`. With `skillSets`, only what
   * asks for no skill that is missing in one of them: what nobody can take does not hide what somebody can.
   */
  waiting(limit: number, skillSets?: readonly (readonly string[])[]): Promise<QueuedHandover[]>;
  /** What this person has now, by id. */
  assignedTo(humanAgentId: string): Promise<QueuedHandover[]>;
}

export interface HumanAgentStore {
  /** @throws ConflictError when the subject or the address is somebody's already */
  insert(agent: HumanAgent): Promise<void>;
  get(humanAgentId: string): Promise<HumanAgent | null>;
  getBySubject(subject: string): Promise<HumanAgent | null>;
  /** Locks the person's row for this transaction: the last lock it takes. */
  lock(humanAgentId: string): Promise<HumanAgent | null>;
  /** Writes what was locked. @throws NotFoundError; InvalidInputError when the load does not fit the capacity */
  save(agent: HumanAgent): Promise<void>;
  /** By id; null: everybody. */
  list(status: HumanAgentStatus | null): Promise<HumanAgent[]>;
}

export interface DeskStore {
  /** What the tenant has set, or null. */
  settings(): Promise<DeskSettings | null>;
  saveSettings(settings: DeskSettings): Promise<void>;
  /** By id. */
  cannedReplies(): Promise<CannedReply[]>;
  saveCannedReply(reply: CannedReply): Promise<void>;
  /** False when there is none with this id. */
  deleteCannedReply(cannedReplyId: string): Promise<boolean>;
}
