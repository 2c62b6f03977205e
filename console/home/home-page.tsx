import { useState } from "react";
import { useConversation } from "../api/use-conversation.ts";
import { useExecution } from "../api/use-execution.ts";
import { useMay } from "../shell/use-me.ts";
import { Segments } from "../ui/segments.tsx";
import { useWidgetConversation } from "../widget/use-widget-conversation.ts";
import { CustomerPane } from "./customer-pane.tsx";
import { DeskPane } from "./desk-pane.tsx";
import css from "./home-page.module.css";
import { MachinePane } from "./machine-pane.tsx";

const panes = ["customer", "machine", "desk"] as const;

/** The customer, the machine and the desk side by side: one conversation, seen from three places. */
export function HomePage() {
  const [pane, setPane] = useState<(typeof panes)[number]>("customer");
  const { conversationId, open, leave } = useWidgetConversation();
  const mayRead = useMay("conversations:read");
  const conversation = useConversation(mayRead ? conversationId : null).data;
  const execution = useExecution(conversation?.execution_id ?? null).data;
  return (
    <div className={css.page} data-pane={pane}>
      <h1 className="visually-hidden">Customer, machine and desk</h1>
      <div className={css.tabs}>
        <Segments label="Pane" options={panes} value={pane} onChange={setPane} />
      </div>
      <CustomerPane conversationId={conversationId} onOpened={open} onLeave={leave} />
      <MachinePane execution={execution} />
      <DeskPane conversation={conversation} execution={execution} />
    </div>
  );
}
