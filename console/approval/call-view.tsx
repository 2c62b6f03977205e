import type { HumanTaskView } from "../../shared/contracts/api/human-tasks.ts";
import { Badge } from "../ui/badge.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Section } from "../ui/section.tsx";
import css from "./call-view.module.css";

const tones = { read: "neutral", write: "warn", irreversible: "bad" } as const;

/** The call that is asked about, with exactly what it would be called with. */
export function CallView({ call }: { call: NonNullable<HumanTaskView["call"]> }) {
  const edited = JSON.stringify(call.arguments) !== JSON.stringify(call.proposed_arguments);
  return (
    <Section title="Exactly this will be called">
      <p className={css.tool}>
        <code>{call.tool}</code>
        <Badge tone={tones[call.effect]}>{call.effect}</Badge>
      </p>
      <JsonView value={call.arguments} />
      {edited && (
        <details>
          <summary>What was proposed at first</summary>
          <JsonView value={call.proposed_arguments} />
        </details>
      )}
      <p className={css.hash} title="SHA-256 of the arguments: your decision is bound to it">
        {call.arguments_hash}
      </p>
    </Section>
  );
}
