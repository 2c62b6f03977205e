import type { Closing } from "../../shared/domain/queue/handover-life.ts";

/** What people and customers did and were told, apart from what is stored. */
export interface Ledger {
  /** Of every message that was written, by id. */
  written: Map<string, { conversationId: string; text: string; isAccepted: boolean }>;
  /** How people tried to close a handover, and what they had read by then. */
  closings: Map<string, (Closing & { humanAgentId: string; seenSeq: number })[]>;
}

export function createLedger(): Ledger {
  return { written: new Map(), closings: new Map() };
}
