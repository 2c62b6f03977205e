import { Button } from "../ui/button.tsx";
import { ChatWidget } from "../widget/chat-widget.tsx";
import { CustomerSide } from "../widget/customer-side.tsx";
import { shownWorkflow } from "../widget/shown-workflow.ts";
import { Pane } from "./pane.tsx";

interface CustomerPaneProps {
  conversationId: string | null;
  onOpened: (conversationId: string) => void;
  onLeave: () => void;
}

export function CustomerPane({ conversationId, onOpened, onLeave }: CustomerPaneProps) {
  const action = conversationId !== null && (
    <Button small aria-label="New conversation" onClick={onLeave}>
      New
    </Button>
  );
  return (
    <Pane title="Customer" as="You write as the customer" action={action}>
      <CustomerSide>
        <ChatWidget workflowId={shownWorkflow} conversationId={conversationId} onOpened={onOpened} />
      </CustomerSide>
    </Pane>
  );
}
