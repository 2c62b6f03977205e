import type { HandoverView } from "../../shared/contracts/api/desk.ts";
import { JsonView } from "../ui/json-view.tsx";
import { Section } from "../ui/section.tsx";
import css from "./handover-facts.module.css";
import { reasonWords } from "./reason-words.ts";

/** What the one who takes over needs to know. */
export function HandoverFacts({ handover }: { handover: HandoverView }) {
  const { summary, intent, confidence, tried, failed, collected } = handover.context;
  return (
    <>
      <Section title="Why a person">
        <p>{reasonWords(handover.reason)}</p>
        {intent !== null && (
          <p className={css.small}>
            Intent <bdi>{intent}</bdi>
            {confidence !== null && `, ${Math.round(confidence * 100)}% sure`}
          </p>
        )}
      </Section>
      {summary !== "" && (
        <Section title="In short">
          <p dir="auto" className={css.summary}>
            {summary}
          </p>
        </Section>
      )}
      {tried.length + failed.length > 0 && (
        <Section title="What the AI tried">
          <ul className={css.steps}>
            {tried.map(({ step, outcome }, index) => (
              <li key={`${index}${step}`}>
                <code>{step}</code> <span dir="auto">{outcome}</span>
              </li>
            ))}
            {failed.map(({ step, error }, index) => (
              <li key={`${index}${step}`} className={css.failed}>
                <code>{step}</code> <span dir="auto">{error}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {Object.keys(collected).length > 0 && (
        <Section title="What is known">
          <JsonView value={collected} />
        </Section>
      )}
    </>
  );
}
