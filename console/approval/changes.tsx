import type { HumanTaskView } from "../../shared/contracts/api/human-tasks.ts";
import css from "./changes.module.css";
import { differences } from "./differences.ts";

/** What is different from what was decided about before. */
export function Changes({ changes }: { changes: HumanTaskView["changes"] }) {
  if (changes.length === 0) return null;
  return (
    <section className={css.changes} role="status">
      <h3>Changed since it was last asked</h3>
      <ul>
        {changes.map(({ name, before, after, failed }) => (
          <li key={name}>
            <p>
              <bdi>{name}</bdi>
              {failed && <strong> does not hold any more</strong>}
            </p>
            {differences(before, after).map((each) => (
              <p key={each.name} className={css.values}>
                {each.name !== "" && <code>{each.name}</code>}
                <del dir="auto">{each.before}</del>
                <span aria-hidden="true">→</span>
                <ins dir="auto">{each.after}</ins>
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
