import type { HumanAgentStatus } from "../../contracts/human-agent.ts";

/** Some durations: how many, their sum, and the ones that at least half and nine in ten of them do not exceed. */
export interface Durations {
  count: number;
  totalMs: number;
  /** Nearest rank, null of none. */
  medianMs: number | null;
  p90Ms: number | null;
}

/** How often a deadline was set, and how often it was met. */
export interface Deadlines {
  due: number;
  met: number;
}

/** Scores given, from 1 to 5. */
export type ScoreCounts = [number, number, number, number, number];

/** What the episodes of an interval come to. All but `begun` is about those that were closed in it. */
export interface EpisodeFigures {
  begun: number;
  closed: number;
  /** Not the first of their conversation. */
  reopened: number;
  /** With at least one handover. */
  escalated: number;
  /** Without a handover, but a person decided something in one of their runs. */
  assisted: number;
  /** From the first message to the end. */
  resolution: Durations;
  /** From the first message to the AI's first answer, of the episodes in which it answered. */
  aiResponse: Durations;
  /** From the queue to a person's first answer, of the episodes in which a person answered. */
  humanResponse: Durations;
  /** Of handovers. */
  firstResponseDeadlines: Deadlines;
  resolutionDeadlines: Deadlines;
  scores: ScoreCounts;
  /** Of recorded model calls, in 10^-12 USD. */
  aiPicoUsd: bigint;
  /** Model calls whose price is not known, which is not zero. */
  unpricedCalls: number;
  /** For which people had the episodes. */
  humanMs: number;
}

export interface AgentFigures {
  agent: string;
  type: string;
  completed: number;
  failed: number;
}

export interface BacklogFigures {
  queued: number;
  assigned: number;
  oldestQueuedAtMs: number | null;
}

/** One person's work. All but `assignedMs` and the scores is about assignments that ended in the period. */
export interface HumanAgentFigures {
  humanAgentId: string;
  name: string;
  status: HumanAgentStatus;
  currentLoad: number;
  maxCapacity: number;
  resolved: number;
  handedBack: number;
  /** Released, reassigned, or taken back because the person went offline or did not react. */
  letGo: number;
  /** From the assignment to the person's first answer to the customer. */
  firstResponse: Durations;
  /** From the assignment to its end, of what the person resolved or handed back. */
  handling: Durations;
  /** From the queue to the end, of what the person resolved. */
  resolution: Durations;
  /** Time with the person within the period, whichever assignment it belongs to. */
  assignedMs: number;
  /** Of the episodes that the person resolved, closed in the period. */
  scores: ScoreCounts;
}
