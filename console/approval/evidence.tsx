import type { HumanTaskView } from "../../shared/contracts/api/human-tasks.ts";
import { Link } from "../shell/link.tsx";
import { Badge } from "../ui/badge.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Section } from "../ui/section.tsx";
import css from "./evidence.module.css";

/** What led to the question: what nodes before came to, and what was checked. */
export function Evidence({ task, folded }: { task: HumanTaskView; folded: boolean }) {
  const nodes = Object.entries(task.evidence);
  return (
    <Section title="Evidence">
      {task.facts.map(({ name, data, holds }) => (
        <details key={name} className={css.item}>
          <summary>
            <bdi>{name}</bdi> <Badge tone={holds ? "good" : "bad"}>{holds ? "holds" : "does not hold"}</Badge>
          </summary>
          <JsonView value={data} />
        </details>
      ))}
      {nodes.map(([nodeId, output]) => (
        <details key={nodeId} className={css.item} open={!folded}>
          <summary>
            What <code>{nodeId}</code> came to
          </summary>
          <JsonView value={output} />
        </details>
      ))}
      <p className={css.run}>
        For <bdi>{task.requesters.join(", ")}</bdi>, by{" "}
        <Link href={`/executions/${task.execution_id}`}>this execution</Link>, node{" "}
        <code>{task.node_id}</code>
      </p>
    </Section>
  );
}
