import type { HumanTaskView } from "../../shared/contracts/api/human-tasks.ts";
import { JsonView } from "../ui/json-view.tsx";
import { Section } from "../ui/section.tsx";
import { TimeAgo } from "../ui/time-ago.tsx";

/** What became of the question. */
export function Outcome({ task }: { task: HumanTaskView }) {
  return (
    <Section title="Decision">
      {task.decided_at === null ? (
        <p>Nobody decided it: it is {task.status}.</p>
      ) : (
        <>
          <p>
            <bdi>{task.decided_by}</bdi> decided <TimeAgo at={task.decided_at} />.
          </p>
          <JsonView value={task.answer} />
        </>
      )}
      {task.grant !== null && (
        <p>
          {task.grant.consumed_at === null ? "Leave for the call was given." : "The call was made, once."}
        </p>
      )}
    </Section>
  );
}
