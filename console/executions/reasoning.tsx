import type { NodeTrace } from "../../shared/contracts/api/executions.ts";
import { JsonView } from "../ui/json-view.tsx";
import { Section } from "../ui/section.tsx";
import css from "./node-details.module.css";

/** What an agent thought, did and was told, link by link. */
export function Reasoning({ thoughts }: { thoughts: NonNullable<NodeTrace["reasoning"]> }) {
  return (
    <Section title="Reasoning">
      <ol className={css.steps}>
        {thoughts.map(({ thought, action, action_input, observation }, index) => (
          <li key={index} className={css.step}>
            <p dir="auto" className={css.thought}>
              {thought}
            </p>
            {action !== null && (
              <details>
                <summary>
                  <code>{action}</code>
                </summary>
                <JsonView value={action_input} />
                {observation !== null && <JsonView value={observation} />}
              </details>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}
