import { useState } from "react";
import type { HumanTaskSummary } from "../../shared/contracts/api/human-tasks.ts";
import { Link } from "../shell/link.tsx";
import { DeadlineClock } from "../ui/deadline-clock.tsx";
import { ListAndDetail } from "../ui/list-and-detail.tsx";
import { Notice } from "../ui/notice.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { Segments } from "../ui/segments.tsx";
import { TimeAgo } from "../ui/time-ago.tsx";
import { ApprovalCard } from "./approval-card.tsx";
import css from "./approvals-page.module.css";
import { useHumanTasks } from "./use-human-tasks.ts";

const statuses = ["open", "decided", "expired"] as const;

/** What people are asked, and the one that is looked at. */
export function ApprovalsPage({ taskId }: { taskId: string | null }) {
  const [status, setStatus] = useState<(typeof statuses)[number]>("open");
  const query = useHumanTasks(status);
  const list = (
    <>
      <header className={css.head}>
        <h1>Approvals</h1>
        <Segments label="Status" options={statuses} value={status} onChange={setStatus} />
      </header>
      <QueryView query={query} of="approvals">
        {({ human_tasks: tasks }) =>
          tasks.length === 0 ? (
            <Notice title={status === "open" ? "Nothing waits for a decision" : "None yet"}>
              When a workflow asks a person, it is here within a second or two.
            </Notice>
          ) : (
            <ul className={css.list}>
              {tasks.map((task) => (
                <TaskRow key={task.id} task={task} current={task.id === taskId} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </>
  );
  return (
    <ListAndDetail back="/approvals" list={list} hasDetail={taskId !== null}>
      {taskId === null ? (
        <Notice title="Choose an approval">Its arguments, evidence and receipts are shown here.</Notice>
      ) : (
        <ApprovalCard key={taskId} taskId={taskId} />
      )}
    </ListAndDetail>
  );
}

function TaskRow({ task, current }: { task: HumanTaskSummary; current: boolean }) {
  return (
    <li>
      <Link href={`/approvals/${task.id}`} className={css.row} aria-current={current ? "true" : undefined}>
        <span className={css.question} dir="auto">
          {task.question}
        </span>
        <span className={css.facts}>
          <code>{task.node_id}</code>
          <TimeAgo at={task.opened_at} />
          {task.deadline !== null && task.status === "open" && (
            <DeadlineClock due={task.deadline} label="due" />
          )}
        </span>
      </Link>
    </li>
  );
}
