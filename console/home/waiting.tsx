import type { HumanTaskSummary } from "../../shared/contracts/api/human-tasks.ts";
import { useHumanTasks } from "../approval/use-human-tasks.ts";
import { useHandovers } from "../inbox/use-handovers.ts";
import { Link } from "../shell/link.tsx";
import { useMay } from "../shell/use-me.ts";
import { TimeAgo } from "../ui/time-ago.tsx";
import css from "./waiting.module.css";

const shown = 5;

/** What waits for people, from other conversations too. */
export function Waiting() {
  const tasks = useHumanTasks("open", useMay("human-tasks:read")).data?.human_tasks ?? [];
  return (
    <div className={css.waiting}>
      {tasks.slice(0, shown).map((task) => (
        <Task key={task.id} task={task} />
      ))}
      {useMay("desk:work", "desk:manage") && <Queue />}
    </div>
  );
}

function Task({ task }: { task: HumanTaskSummary }) {
  return (
    <Link className={css.item} href={`/approvals/${task.id}`}>
      <span dir="auto" className={css.question}>
        {task.question}
      </span>
      <small>
        waits since <TimeAgo at={task.opened_at} />
      </small>
    </Link>
  );
}

function Queue() {
  const count = useHandovers("waiting", true).data?.length ?? 0;
  if (count === 0) return null;
  return (
    <Link className={css.item} href="/inbox">
      {count === 1 ? "One conversation waits for a person" : `${count} conversations wait for a person`}
    </Link>
  );
}
