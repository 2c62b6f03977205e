import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { ConversationView, MessageView } from "../../shared/contracts/api/conversations.ts";
import { useMessages } from "../api/use-messages.ts";
import { Button } from "../ui/button.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { MessageItem } from "./message-item.tsx";
import css from "./transcript.module.css";
import { useNameOf } from "./use-desk.ts";

/** What was said, newest at the end. Only what is on the screen is drawn, however long it is. */
export function Transcript({ conversation }: { conversation: ConversationView }) {
  const { query, loadEarlier } = useMessages(conversation);
  return (
    <QueryView query={query} of="the messages">
      {({ messages, after }) => (
        <MessageList
          messages={messages}
          customer={conversation.customer_id}
          onEarlier={after > 0 ? loadEarlier : null}
        />
      )}
    </QueryView>
  );
}

interface MessageListProps {
  messages: MessageView[];
  customer: string;
  onEarlier: (() => Promise<void>) | null;
}

const guessedHeightPx = 76;

function MessageList({ messages, customer, onEarlier }: MessageListProps) {
  const box = useRef<HTMLDivElement>(null);
  const nameOf = useNameOf();
  const rows = useVirtualizer({
    count: messages.length,
    getScrollElement: () => box.current,
    estimateSize: () => guessedHeightPx,
    getItemKey: (index) => messages[index]!.seq,
    overscan: 6,
  });
  const newest = messages.at(-1)?.seq;
  useEffect(() => {
    if (newest !== undefined) rows.scrollToIndex(messages.length - 1, { align: "end" });
    // Only what is new moves the page, not what was loaded above.
  }, [newest]);
  return (
    <div ref={box} className={css.box} role="log" aria-label="Transcript" tabIndex={0}>
      {onEarlier !== null && (
        <p className={css.earlier}>
          <Button small onClick={() => void onEarlier()}>
            Show earlier messages
          </Button>
        </p>
      )}
      <div className={css.list} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => (
          <div
            key={key}
            ref={rows.measureElement}
            data-index={index}
            className={css.row}
            style={{ transform: `translateY(${start}px)` }}
          >
            <MessageItem message={messages[index]!} author={authorOf(messages[index]!, customer, nameOf)} />
          </div>
        ))}
      </div>
    </div>
  );
}

function authorOf(
  { sender, sender_id }: MessageView,
  customer: string,
  nameOf: (id: string | null) => string,
): string {
  switch (sender) {
    case "customer":
      return customer;
    case "agent":
      return "AI";
    case "human_agent":
      return nameOf(sender_id);
    default:
      return "System";
  }
}
