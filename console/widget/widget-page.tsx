import { Button } from "../ui/button.tsx";
import { ChatWidget } from "./chat-widget.tsx";
import { CustomerSide } from "./customer-side.tsx";
import { shownWorkflow } from "./shown-workflow.ts";
import { useWidgetConversation } from "./use-widget-conversation.ts";
import css from "./widget-page.module.css";

/** The customer's chat by itself, as it would stand on a shop's page. */
export function WidgetPage() {
  const { conversationId, open, leave } = useWidgetConversation();
  return (
    <div className={css.page}>
      <section className={css.widget} aria-label="Customer's chat">
        <header className={css.head}>
          <h1>Ask the shop</h1>
          {conversationId !== null && (
            <Button small onClick={leave}>
              New conversation
            </Button>
          )}
        </header>
        <CustomerSide>
          <ChatWidget workflowId={shownWorkflow} conversationId={conversationId} onOpened={open} />
        </CustomerSide>
      </section>
    </div>
  );
}
