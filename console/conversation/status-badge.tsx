import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import { Badge, type Tone } from "../ui/badge.tsx";

const shown: Record<ConversationView["status"], [words: string, tone: Tone]> = {
  new: ["new", "neutral"],
  ai_processing: ["AI at work", "ai"],
  finished: ["finished by AI", "good"],
  handover: ["handing over", "warn"],
  pending_human: ["waits for a person", "warn"],
  human_active: ["with a person", "accent"],
  resolved: ["resolved", "good"],
  back_to_ai: ["back to AI", "ai"],
};

/** How a conversation stands. */
export function StatusBadge({ status }: Pick<ConversationView, "status">) {
  const [words, tone] = shown[status];
  return <Badge tone={tone}>{words}</Badge>;
}
