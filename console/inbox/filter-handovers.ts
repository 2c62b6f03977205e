import type { HandoverSummary } from "../../shared/contracts/api/desk.ts";
import { reasonWords } from "../conversation/reason-words.ts";

export interface HandoverFilter {
  /** Empty: any. */
  skill: string;
  /** Words of which all have to occur. */
  search: string;
}

/** The handovers that fit: most urgent first, then oldest first. */
export function filterHandovers(
  handovers: HandoverSummary[],
  { skill, search }: HandoverFilter,
  customerOf: (conversationId: string) => string,
): HandoverSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return handovers
    .filter(({ required_skills }) => skill === "" || required_skills.includes(skill))
    .filter((handover) => {
      const text = textOf(handover, customerOf).toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => b.priority - a.priority || a.queued_at.localeCompare(b.queued_at));
}

function textOf(handover: HandoverSummary, customerOf: (conversationId: string) => string): string {
  const { conversation_id, reason, required_skills } = handover;
  return [customerOf(conversation_id), conversation_id, reasonWords(reason), ...required_skills].join(" ");
}
