import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import type { HandoverView } from "../../shared/contracts/api/desk.ts";
import { Button } from "../ui/button.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import { Segments } from "../ui/segments.tsx";
import { useKept } from "../ui/use-kept.ts";
import { CannedReplies } from "./canned-replies.tsx";
import css from "./composer.module.css";
import { useDeskAct } from "./use-desk.ts";

interface ComposerProps {
  conversation: ConversationView;
  handover: HandoverView;
}

const kinds = ["reply", "note"] as const;

/** Where a person answers, or writes a note. What is typed is kept until it has arrived. */
export function Composer({ conversation, handover }: ComposerProps) {
  const [kind, setKind] = useState<(typeof kinds)[number]>("reply");
  const [text, setText] = useKept(`hil.draft.${kind}.${handover.handover_id}`);
  const [id, setId] = useState<string>(() => crypto.randomUUID());
  const act = useDeskAct(() => (setText(""), setId(crypto.randomUUID())));
  const box = useRef<HTMLTextAreaElement>(null);
  const suggested = handover.context.suggested_reply;
  const hasAnswered = handover.first_response_at !== null;
  useEffect(() => setId(crypto.randomUUID()), [kind]);
  const send = () => {
    if (text.trim() === "" || act.isPending) return;
    const body = { id, text: text.trim() };
    act.mutate({ handoverId: handover.handover_id, action: kind, body });
  };
  const sendOnKeys = (event: KeyboardEvent) => {
    if (event.key === "Escape") box.current?.blur();
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    send();
  };
  const insert = (words: string) => (
    setText(text === "" ? words : `${text}\n${words}`),
    box.current?.focus()
  );
  return (
    <div className={css.composer}>
      {suggested !== null && !hasAnswered && text === "" && kind === "reply" && (
        <button type="button" className={css.suggestion} onClick={() => insert(suggested)}>
          <span>Suggested reply</span>
          <span dir="auto">{suggested}</span>
        </button>
      )}
      <div className={css.tools}>
        <Segments label="What you write" options={kinds} value={kind} onChange={setKind} />
        <CannedReplies conversation={conversation} onChoose={insert} />
      </div>
      <textarea
        ref={box}
        data-action="reply"
        className={kind === "note" ? css.note : ""}
        aria-label={kind === "note" ? "Private note" : "Reply to the customer"}
        placeholder={kind === "note" ? "Only people at the desk see this…" : "Write to the customer…"}
        rows={3}
        maxLength={20_000}
        dir="auto"
        value={text}
        readOnly={act.isPending}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={sendOnKeys}
      />
      <ProblemNote error={act.error} />
      <div className={css.send}>
        <span className={css.hint}>
          <kbd>Ctrl</kbd> <kbd>Enter</kbd> sends
        </span>
        <Button look="primary" busy={act.isPending} disabled={text.trim() === ""} onClick={send}>
          {act.isPending ? "Sending…" : kind === "note" ? "Add the note" : "Send"}
        </Button>
      </div>
    </div>
  );
}
