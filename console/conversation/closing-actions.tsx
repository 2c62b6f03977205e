import { useState } from "react";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import type { HandoverView } from "../../shared/contracts/api/desk.ts";
import { useMessages } from "../api/use-messages.ts";
import { Button } from "../ui/button.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import { BackToAiForm } from "./back-to-ai-form.tsx";
import css from "./closing-actions.module.css";
import { useDeskAct } from "./use-desk.ts";

interface ClosingActionsProps {
  conversation: ConversationView;
  handover: HandoverView;
}

/** The ways in which a conversation leaves a person: resolved, back to the AI, or back to the queue. */
export function ClosingActions({ conversation, handover }: ClosingActionsProps) {
  const { query } = useMessages(conversation);
  const [instructing, setInstructing] = useState(false);
  const act = useDeskAct();
  const handoverId = handover.handover_id;
  // What is on the screen counts as seen, and nothing else.
  const seen_seq = query.data?.messages.at(-1)?.seq ?? 0;
  const backToAi = (instruction: string) => {
    const body = { seen_seq, ...(instruction !== "" && { instruction }) };
    act.mutate({ handoverId, action: "back-to-ai", body });
  };
  return (
    <div className={css.actions}>
      <div className={css.row}>
        <Button
          small
          busy={act.isPending}
          onClick={() => act.mutate({ handoverId, action: "release", body: {} })}
        >
          Release
        </Button>
        <Button small aria-expanded={instructing} onClick={() => setInstructing(!instructing)}>
          Back to AI
        </Button>
        <Button
          small
          look="primary"
          data-action="resolve"
          busy={act.isPending}
          onClick={() => act.mutate({ handoverId, action: "resolve", body: { seen_seq } })}
        >
          Resolve
        </Button>
      </div>
      {instructing && <BackToAiForm busy={act.isPending} onSend={backToAi} />}
      <ProblemNote error={act.error} />
    </div>
  );
}
