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
  firstResponseAtMs: number | null;
  closedAtMs: number | null;
  /** Deadlines in wall-clock time, computed from the business hours when it was queued. */
  firstResponseDueAtMs: number | null;
  resolutionDueAtMs: number | null;
  escalatedAtMs: number | null;
}
