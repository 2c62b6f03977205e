import { useEffect, useRef } from "react";
import type { MessageView } from "../../shared/contracts/api/conversations.ts";
import css from "./customer-messages.module.css";

interface CustomerMessagesProps {
  messages: Pick<MessageView, "message_id" | "sender" | "text">[];
  /** What the other side is doing, in a line. */
  activity: string | null;
}

const names = { customer: "You", agent: "Assistant", human_agent: "A person", system: "Notice" };

/** What the customer and the other side said. */
export function CustomerMessages({ messages, activity }: CustomerMessagesProps) {
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // In braces: some browsers answer with a promise, which is no clean-up.
    end.current?.scrollIntoView({ block: "nearest" });
  }, [messages.length, activity]);
  return (
    <ol className={css.list} aria-label="Messages" aria-live="polite" tabIndex={0}>
      {messages.map(({ message_id, sender, text }) => (
        <li key={message_id} className={`${css.message} ${css[sender]}`} data-sender={sender}>
          <span className={css.name}>{names[sender]}</span>
          <p dir="auto" className={css.text}>
            {text}
          </p>
        </li>
      ))}
      <li ref={end} className={css.activity}>
        {activity}
      </li>
    </ol>
  );
}
