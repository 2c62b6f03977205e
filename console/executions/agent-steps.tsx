import type { AgentStepView } from "../../shared/contracts/api/executions.ts";
import { Badge } from "../ui/badge.tsx";
import { sayDuration } from "../ui/duration.ts";
import { JsonView } from "../ui/json-view.tsx";
import { Section } from "../ui/section.tsx";
import css from "./node-details.module.css";

/** Every model call and tool call, as it was recorded. */
export function AgentSteps({ steps }: { steps: AgentStepView[] }) {
  return (
    <Section title="Model and tool calls">
      <ol className={css.steps}>
        {steps.map((step) => (
          <li key={`${step.kind}${step.step}`} className={css.step}>
            <details>
              <summary>
                {step.kind === "model" ? <ModelLine step={step} /> : <ToolLine step={step} />}
              </summary>
              {step.kind === "model" ? (
                <JsonView value={step.text === "" ? step.tool_calls : step.text} />
              ) : (
                <>
                  <JsonView value={step.input} />
                  <JsonView value={step.error ?? step.output ?? null} />
                </>
              )}
            </details>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function ModelLine({ step }: { step: Extract<AgentStepView, { kind: "model" }> }) {
  const cost = step.cost_usd === null ? "price not known" : `$${step.cost_usd.toFixed(4)}`;
  return (
    <>
      <Badge tone="ai">model</Badge> {step.model}{" "}
      <small>
        {sayDuration(step.duration_ms)}, {step.tokens.input}+{step.tokens.output} tokens, {cost}
      </small>
    </>
  );
}

function ToolLine({ step }: { step: Extract<AgentStepView, { kind: "tool" }> }) {
  return (
    <>
      <Badge tone={step.success ? "good" : "bad"}>tool</Badge> {step.tool}{" "}
      <small>{sayDuration(step.duration_ms)}</small>
    </>
  );
}
