import type { MessageView } from "../../shared/contracts/api/conversations.ts";
import { Icon } from "../ui/icon.tsx";
import css from "./message-item.module.css";

interface MessageItemProps {
  message: MessageView;
  /** Who wrote it, in words. */
  author: string;
}

/** One turn. AI, customer, people and notes differ in word and place, not only in colour. */
export function MessageItem({ message, author }: MessageItemProps) {
  const kind = message.is_private ? "note" : message.sender;
  return (
    <article
      className={`${css.message} ${css[kind]}`}
      data-sender={kind}
      aria-label={`${author}, ${message.seq}`}
    >
      <header className={css.head}>
        {kind === "agent" && <Icon name="agent" size={15} />}
        {kind === "note" && <Icon name="note" size={15} />}
        {kind === "human_agent" && <Icon name="person" size={15} />}
        <bdi>{author}</bdi>
        {kind === "note" && <span>private note</span>}
        <time dateTime={message.created_at}>{timeOf(message.created_at)}</time>
      </header>
      <p className={css.text} dir="auto">
        {message.text}
      </p>
    </article>
  );
}

function timeOf(at: string): string {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}
