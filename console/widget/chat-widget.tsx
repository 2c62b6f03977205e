import type { FormEvent, KeyboardEvent } from "react";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import { useKept } from "../ui/use-kept.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import css from "./chat-widget.module.css";
import { CustomerMessages } from "./customer-messages.tsx";
import { Satisfaction } from "./satisfaction.tsx";
import { useCustomerConversation } from "./use-customer-conversation.ts";

interface ChatWidgetProps {
  workflowId: string;
  conversationId: string | null;
  onOpened: (conversationId: string) => void;
}

const suggestions = [
  "I want my money back for order 12345",
  "Where is my order 12345?",
  "Let me speak to human, please",
];

/** The chat as a customer has it. */
export function ChatWidget({ workflowId, conversationId, onOpened }: ChatWidgetProps) {
  const { conversation, messages, say } = useCustomerConversation(conversationId, workflowId, onOpened);
  const [text, setText] = useKept(`hil.customer-draft.${conversationId ?? "new"}`);
  const send = (said: string) => {
    if (said.trim() === "" || say.isPending) return;
    setText("");
    say.mutate({ id: crypto.randomUUID(), text: said.trim() }, { onError: () => setText(said) });
  };
  const submit = (event: FormEvent) => (event.preventDefault(), send(text));
  const sendOnEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send(text);
  };
  return (
    <div className={css.widget}>
      {messages.length === 0 && conversationId === null ? (
        <Welcome onChoose={send} />
      ) : (
        <CustomerMessages
          messages={messages}
          activity={say.isPending ? "Sending…" : activityOf(conversation)}
        />
      )}
      {conversation !== undefined && <Satisfaction conversation={conversation} />}
      <ProblemNote error={say.error} />
      <form className={css.composer} onSubmit={submit}>
        <textarea
          aria-label="Write as the customer"
          placeholder="Write a message…"
          rows={2}
          maxLength={4000}
          dir="auto"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={sendOnEnter}
        />
        <Button type="submit" look="primary" aria-label="Send as the customer" disabled={text.trim() === ""}>
          <Icon name="send" />
        </Button>
      </form>
    </div>
  );
}

function Welcome({ onChoose }: { onChoose: (text: string) => void }) {
  return (
    <div className={css.welcome}>
      <p className={css.hello}>You are the customer here.</p>
      <p className={css.hint}>Write something, or begin with one of these:</p>
      {suggestions.map((suggestion) => (
        <button
          key={suggestion}
          type="button"
          className={css.suggestion}
          onClick={() => onChoose(suggestion)}
        >
          {suggestion}
        </button>
      ))}
    </div>
  );
}

function activityOf(conversation: ConversationView | undefined): string | null {
  switch (conversation?.status) {
    case "new":
    case "ai_processing":
    case "back_to_ai":
      return "The assistant is working on it…";
    case "handover":
    case "pending_human":
      return "A person will be with you soon.";
    case "human_active":
      return "A person is with you.";
    default:
      return null;
  }
}
