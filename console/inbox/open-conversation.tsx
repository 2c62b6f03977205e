import { useConversation } from "../api/use-conversation.ts";
import { ConversationPane } from "../conversation/conversation-pane.tsx";
import { CustomerHistory } from "../conversation/customer-history.tsx";
import { HandoverFacts } from "../conversation/handover-facts.tsx";
import { useHandover } from "../conversation/use-desk.ts";
import { Link } from "../shell/link.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { Section } from "../ui/section.tsx";
import css from "./open-conversation.module.css";

/** The conversation that one is in, and beside it what is known. */
export function OpenConversation({ conversationId }: { conversationId: string }) {
  const query = useConversation(conversationId);
  const handover = useHandover(query.data?.handover_id ?? null).data;
  return (
    <QueryView query={query} of="the conversation">
      {(conversation) => (
        <div className={css.open}>
          <ConversationPane conversation={conversation} />
          <aside className={css.aside} aria-label="What is known">
            {handover !== undefined && <HandoverFacts handover={handover} />}
            <CustomerHistory conversation={conversation} />
            {conversation.execution_id !== null && (
              <Section title="Machine">
                <Link href={`/executions/${conversation.execution_id}`}>
                  What the AI did in its last turn
                </Link>
              </Section>
            )}
          </aside>
        </div>
      )}
    </QueryView>
  );
}
