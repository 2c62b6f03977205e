import type { HandoverContext } from "./conversation.ts";
import type { HandoverReason } from "./task.ts";

export const humanAgentStatuses = ["online", "away", "offline"] as const;
export type HumanAgentStatus = (typeof humanAgentStatuses)[number];

/** A person at the desk. */
export interface HumanAgent {
  humanAgentId: string;
  tenantId: string;
  /** Subject of the person's credential. */
  subject: string;
  name: string;
  email: string;
  skills: string[];
  status: HumanAgentStatus;
  /** Handovers at once, at the most. */
  maxCapacity: number;
  /** Handovers now. Kept with every claim and release in the same transaction; never above `maxCapacity`. */
  currentLoad: number;
  lastActiveAtMs: number;
}

export const queuedHandoverStatuses = ["queued", "assigned", "resolved", "back_to_ai"] as const;
export type QueuedHandoverStatus = (typeof queuedHandoverStatuses)[number];

/** One conversation's wait for a person, from handover to resolution or return to the AI. */
export interface QueuedHandover {
  handoverId: string;
  tenantId: string;
  conversationId: string;
  episode: number;
  /** The turn that ended with it: one handover at the most per turn. */
  turn: number;
  runId: string | null;
  reason: HandoverReason;
  context: HandoverContext;
  requiredSkills: string[];
  /** 0 (low) to 3 (urgent). */
  priority: number;
  status: QueuedHandoverStatus;
  assignedTo: string | null;
  /** Rises with every change of owner or status: every writer states the version it saw. */
  version: number;
  queuedAtMs: number;
  assignedAtMs: number | null;
  /** When the person who has it now first wrote something. */
  reactedAtMs: number | null;
  /** When a person, whoever it was, first answered the customer. */
  firstResponseAtMs: number | null;
  closedAtMs: number | null;
  /** Deadlines in wall-clock time, computed from the business hours when it was queued. */
  firstResponseDueAtMs: number | null;
  resolutionDueAtMs: number | null;
  escalatedAtMs: number | null;
}

export const assignmentEnds = [
  "released",
  "reassigned",
  "offline",
  "no_reaction",
  "resolved",
  "back_to_ai",
] as const;
export type AssignmentEnd = (typeof assignmentEnds)[number];

/** Who had a handover, from when to when, and why it ended: never changed afterwards. */
export interface HandoverAssignment {
  handoverId: string;
  /** 1 for the first person who had it. */
  attempt: number;
  humanAgentId: string;
  /** Whoever assigned it: the person (a claim), another person, or `queue`. */
  assignedBy: string;
  assignedAtMs: number;
  endedAtMs: number | null;
  end: AssignmentEnd | null;
}

export interface CannedReply {
  cannedReplyId: string;
  tenantId: string;
  title: string;
  /** A template over the conversation: `{{ customer_id }}`. */
  text: string;
  skills: string[];
}

/** How a tenant's desk works. */
export interface DeskSettings {
  timeZone: string;
  /** By weekday, 0 is Sunday: opening times in minutes after local midnight. */
  weekly: { fromMinute: number; toMinute: number }[][];
  holidays: string[];
  /** Business minutes until the first answer and until resolution, by priority 0 to 3; null: no deadline. */
  firstResponseMinutes: (number | null)[];
  resolutionMinutes: (number | null)[];
  /** Escalated when this share of the time to a deadline has passed. */
  escalateAtShare: number;
  /** Wall-clock minutes in which an assigned person has to react, before the handover goes back to the queue. */
  reactionMinutes: number | null;
  assignment: "automatic" | "claim";
  /** What an hour of a person with a conversation costs, for the key figures; 0: nobody has said. */
  humanCostUsdPerHour: number;
}
