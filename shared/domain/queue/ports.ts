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
import type { Page } from "../storage/ports.ts";

export interface HandoverFilter {
  status?: QueuedHandoverStatus;
  assignedTo?: string;
}

export interface HandoverStore {
  /** One handover per (conversation, episode, turn): inserting again keeps the one that stands. */
  insert(handover: QueuedHandover): Promise<void>;
  get(handoverId: string): Promise<QueuedHandover | null>;
  /** Locks it for this transaction; after its conversation, before a human agent. */
  lock(handoverId: string): Promise<QueuedHandover | null>;
  save(handover: QueuedHandover): Promise<void>;
  list(filter: HandoverFilter, limit: number, cursor: string | null): Promise<Page<QueuedHandover>>;
  /** Keeps the token that the state machine waits with; asked again, the newer token stands. */
  keepTaskToken(handoverId: string, taskToken: string): Promise<void>;
  /** For the settling function alone; never for an API. */
  taskToken(handoverId: string): Promise<string | null>;
  beginAssignment(assignment: HandoverAssignment): Promise<void>;
  /** Ends the open assignment of a handover. */
  endAssignment(handoverId: string, end: AssignmentEnd, atMs: number): Promise<void>;
  assignments(handoverId: string): Promise<HandoverAssignment[]>;
  /** Everything that waits, oldest first, at most `limit`. */
  waiting(limit: number): Promise<QueuedHandover[]>;
}

export interface HumanAgentStore {
  insert(agent: HumanAgent): Promise<void>;
  get(humanAgentId: string): Promise<HumanAgent | null>;
  getBySubject(subject: string): Promise<HumanAgent | null>;
  /** Locks the person's row for this transaction: the last lock it takes. */
  lock(humanAgentId: string): Promise<HumanAgent | null>;
  save(agent: HumanAgent): Promise<void>;
  list(status: HumanAgentStatus | null): Promise<HumanAgent[]>;
}

export interface DeskStore {
  /** What the tenant has set, or null. */
  settings(): Promise<DeskSettings | null>;
  saveSettings(settings: DeskSettings): Promise<void>;
  cannedReplies(): Promise<CannedReply[]>;
  saveCannedReply(reply: CannedReply): Promise<void>;
  /** False when there is none with this id. */
  deleteCannedReply(cannedReplyId: string): Promise<boolean>;
}
