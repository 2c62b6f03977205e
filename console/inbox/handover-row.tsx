import type { HandoverSummary } from "../../shared/contracts/api/desk.ts";
import { reasonWords } from "../conversation/reason-words.ts";
import { Link } from "../shell/link.tsx";
import { Badge } from "../ui/badge.tsx";
import { DeadlineClock } from "../ui/deadline-clock.tsx";
import { TimeAgo } from "../ui/time-ago.tsx";
import css from "./handover-row.module.css";

interface HandoverRowProps {
  handover: HandoverSummary;
  customer: string;
  /** Who has it; null when nobody has, or it is oneself. */
  owner: string | null;
  current: boolean;
}

const priorities = ["low", "normal", "high", "urgent"];

export function HandoverRow({ handover, customer, owner, current }: HandoverRowProps) {
  const { conversation_id, reason, required_skills, priority, queued_at } = handover;
  const due =
    handover.first_response_at === null ? handover.first_response_due_at : handover.resolution_due_at;
  return (
    <Link
      href={`/inbox/${conversation_id}`}
      className={css.row}
      aria-current={current ? "true" : undefined}
      data-conversation={conversation_id}
    >
      <span className={css.top}>
        <bdi className={css.customer}>{customer}</bdi>
        <TimeAgo at={queued_at} />
      </span>
      <span className={css.reason}>{reasonWords(reason)}</span>
      <span className={css.badges}>
        {priority > 1 && <Badge tone={priority > 2 ? "bad" : "warn"}>{priorities[priority]}</Badge>}
        {handover.closed_at === null && due !== null && <DeadlineClock due={due} label="due" />}
        {owner !== null && (
          <Badge tone="accent">
            <bdi>{owner}</bdi>
          </Badge>
        )}
        {required_skills.map((skill) => (
          <Badge key={skill}>{skill}</Badge>
        ))}
      </span>
    </Link>
  );
}
