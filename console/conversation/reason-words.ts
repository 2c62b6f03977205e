import type { HandoverSummary } from "../../shared/contracts/api/desk.ts";

const words: Record<HandoverSummary["reason"], string> = {
  explicit_request: "The customer asked for a person",
  confidence_threshold: "The AI was not sure enough",
  error_threshold: "Too many errors in a row",
  agent_decision: "The AI decided to hand over",
  on_error: "A step failed",
  workflow: "The workflow asks for a person",
};

/** Why a conversation came to a person, as a sentence. */
export function reasonWords(reason: HandoverSummary["reason"]): string {
  return words[reason];
}
