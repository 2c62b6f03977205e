import type { HumanTaskView } from "../../shared/contracts/api/human-tasks.ts";
import { Badge } from "../ui/badge.tsx";
import { DeadlineClock } from "../ui/deadline-clock.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { TimeAgo } from "../ui/time-ago.tsx";
import css from "./approval-card.module.css";
import { CallView } from "./call-view.tsx";
import { Changes } from "./changes.tsx";
import { DecisionForm } from "./decision-form.tsx";
import { Evidence } from "./evidence.tsx";
import { Outcome } from "./outcome.tsx";
import { Questions } from "./questions.tsx";
import { Receipts } from "./receipts.tsx";
import { useHumanTask } from "./use-human-task.ts";

/** What a person is asked, with all that they need to decide it. `brief`: without what is seldom needed. */
export function ApprovalCard({ taskId, brief = false }: { taskId: string; brief?: boolean }) {
  const query = useHumanTask(taskId);
  return (
    <QueryView query={query} of="this approval">
      {(task) => <Asked key={`${task.id} ${task.round}`} task={task} brief={brief} />}
    </QueryView>
  );
}

/** The first line is what is asked; the rest says why. */
function Question({ text }: { text: string }) {
  const [asked = "", ...rest] = text.trim().split("\n");
  return (
    <div className={css.question}>
      <h2 dir="auto">{asked}</h2>
      {rest.length > 0 && <p dir="auto">{rest.join("\n").trim()}</p>}
    </div>
  );
}

function Asked({ task, brief }: { task: HumanTaskView; brief: boolean }) {
  const open = task.status === "open";
  return (
    <article className={css.card} aria-label="Approval">
      <header className={css.head}>
        <Badge tone={open ? "warn" : task.status === "decided" ? "good" : "neutral"}>
          {open ? (task.can_decide ? "waits for you" : "waits for somebody else") : task.status}
        </Badge>
        {task.deadline !== null && open && <DeadlineClock due={task.deadline} label="due" />}
        {task.round > 1 && <Badge tone="accent">round {task.round}</Badge>}
        <span className={css.asked}>
          asked <TimeAgo at={task.opened_at} />
        </span>
      </header>
      <Question text={task.question} />
      <Changes changes={task.changes} />
      {task.call !== null && <CallView call={task.call} />}
      {open ? <DecisionForm task={task} /> : <Outcome task={task} />}
      <Evidence task={task} folded={brief} />
      <Questions task={task} />
      {!brief && <Receipts taskId={task.id} />}
    </article>
  );
}
