import { useQuery } from "@tanstack/react-query";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import type { CannedReplyView } from "../../shared/contracts/api/desk.ts";
import { useApi } from "../api/use-api.ts";
import css from "./canned-replies.module.css";

interface CannedRepliesProps {
  conversation: ConversationView;
  onChoose: (text: string) => void;
}

/** Replies that were written before, to be edited and sent. */
export function CannedReplies({ conversation, onChoose }: CannedRepliesProps) {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ["canned-replies"],
    queryFn: ({ signal }) => api.get<{ canned_replies: CannedReplyView[] }>("/canned-replies", signal),
    staleTime: 60_000,
  });
  const replies = data?.canned_replies ?? [];
  if (replies.length === 0) return null;
  const choose = (id: string) => {
    const reply = replies.find(({ canned_reply_id }) => canned_reply_id === id);
    if (reply !== undefined) onChoose(fill(reply.text, conversation));
  };
  return (
    <select
      className={css.select}
      aria-label="Insert a canned reply"
      value=""
      onChange={({ target }) => choose(target.value)}
    >
      <option value="">Canned replies…</option>
      {replies.map(({ canned_reply_id, title }) => (
        <option key={canned_reply_id} value={canned_reply_id}>
          {title}
        </option>
      ))}
    </select>
  );
}

/** A canned reply names facts of the conversation: `{{ customer_id }}`. What is not known stays as it is written. */
function fill(text: string, conversation: ConversationView): string {
  const facts: Record<string, unknown> = { ...conversation.metadata, ...conversation };
  return text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => {
    const fact = facts[name];
    return typeof fact === "string" || typeof fact === "number" ? String(fact) : whole;
  });
}
