import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import type { HandoverView } from "../../shared/contracts/api/desk.ts";
import { useMe } from "../shell/use-me.ts";
import { DeadlineClock } from "../ui/deadline-clock.tsx";
import { ClaimButton } from "./claim-button.tsx";
import { ClosingActions } from "./closing-actions.tsx";
import { Composer } from "./composer.tsx";
import css from "./conversation-pane.module.css";
import { StatusBadge } from "./status-badge.tsx";
import { Transcript } from "./transcript.tsx";
import { useHandover } from "./use-desk.ts";

/** A conversation as the desk works on it. Only who has it can write: two people never type at once. */
export function ConversationPane({ conversation }: { conversation: ConversationView }) {
  const { human_agent: me } = useMe();
  const handover = useHandover(conversation.handover_id).data;
  const open = handover !== undefined && ["queued", "assigned"].includes(handover.status);
  const mine = open && handover.status === "assigned" && handover.assigned_to === me?.human_agent_id;
  return (
    <section className={css.pane} aria-label="Conversation">
      <header className={css.head}>
        <div className={css.who}>
          <h2>
            <bdi>{conversation.customer_id}</bdi>
          </h2>
          <p className={css.facts}>
            <StatusBadge status={conversation.status} />
            {open && <Clocks handover={handover} />}
          </p>
        </div>
        {mine && <ClosingActions conversation={conversation} handover={handover} />}
      </header>
      <Transcript conversation={conversation} />
      {mine && <Composer key={handover.handover_id} conversation={conversation} handover={handover} />}
      {open && !mine && (
        <footer className={css.claim}>
          <ClaimButton handover={handover} />
        </footer>
      )}
    </section>
  );
}

function Clocks({ handover }: { handover: HandoverView }) {
  const { first_response_at, first_response_due_at, resolution_due_at } = handover;
  return (
    <>
      {first_response_at === null && first_response_due_at !== null && (
        <DeadlineClock due={first_response_due_at} label="answer" />
      )}
      {resolution_due_at !== null && <DeadlineClock due={resolution_due_at} label="resolve" />}
    </>
  );
}
