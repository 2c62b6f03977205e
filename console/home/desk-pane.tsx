import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import { ApprovalCard } from "../approval/approval-card.tsx";
import { ConversationPane } from "../conversation/conversation-pane.tsx";
import { useMe } from "../shell/use-me.ts";
import css from "./desk-pane.module.css";
import { Pane } from "./pane.tsx";
import { Waiting } from "./waiting.tsx";

interface DeskPaneProps {
  conversation: ConversationView | undefined;
  execution: ExecutionView | undefined;
}

/** What a person has to do about the conversation on the left; without it, what waits elsewhere. */
export function DeskPane({ conversation, execution }: DeskPaneProps) {
  const { human_agent: me, person } = useMe();
  return (
    <Pane title="Desk" as={`You decide as ${me?.name ?? person}`}>
      <Work conversation={conversation} execution={execution} />
    </Pane>
  );
}

function Work({ conversation, execution }: DeskPaneProps) {
  const task = execution?.human_tasks[0];
  if (task !== undefined) return <ApprovalCard key={task.id} taskId={task.id} brief />;
  if (conversation?.is_hil === true) return <ConversationPane conversation={conversation} />;
  return (
    <>
      <div className={css.calm}>
        <p className={css.title}>{titleOf(conversation)}</p>
        <p>When the machine needs a person, the question or the conversation is here.</p>
      </div>
      <Waiting />
    </>
  );
}

function titleOf(conversation: ConversationView | undefined): string {
  switch (conversation?.status) {
    case undefined:
      return "Nothing to do yet";
    case "finished":
      return "The AI has answered";
    case "resolved":
      return "Resolved";
    default:
      return "The AI is at work";
  }
}
