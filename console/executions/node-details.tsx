import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import { stateOf, stateTones } from "../machine/machine-state.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { sayDuration } from "../ui/duration.ts";
import { JsonView } from "../ui/json-view.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { Section } from "../ui/section.tsx";
import { AgentSteps } from "./agent-steps.tsx";
import css from "./node-details.module.css";
import { Reasoning } from "./reasoning.tsx";

interface NodeDetailsProps {
  execution: ExecutionView;
  nodeId: string;
  onClose: () => void;
}

/** One node of an execution: what it came to, what it thought and called, how long and how dear it was. */
export function NodeDetails({ execution, nodeId, onClose }: NodeDetailsProps) {
  const trace = execution.trace.nodes.find(({ node_id }) => node_id === nodeId);
  const state = stateOf(nodeId, execution);
  const output = execution.outputs[nodeId];
  return (
    <article className={css.details} aria-label={`Node ${nodeId}`}>
      <header className={css.head}>
        <h2>{nodeId}</h2>
        <Badge tone={stateTones[state]}>{state}</Badge>
        <Button small look="quiet" onClick={onClose}>
          Close
        </Button>
      </header>
      {trace === undefined && <p className={css.none}>It has not been reached.</p>}
      {trace !== undefined && (
        <dl className={css.facts}>
          <Fact name="Duration" value={trace.duration_ms === null ? "…" : sayDuration(trace.duration_ms)} />
          <Fact name="Attempts" value={String(trace.attempts)} />
          <Fact name="Tokens in" value={String(trace.tokens.input)} />
          <Fact name="Tokens out" value={String(trace.tokens.output)} />
          <Fact name="Cost" value={`$${trace.cost_usd.toFixed(4)}`} />
        </dl>
      )}
      {trace?.error !== undefined && <ProblemText name={trace.error.name} message={trace.error.message} />}
      {output !== undefined && (
        <Section title="Output">
          <JsonView value={output} />
        </Section>
      )}
      {trace?.reasoning !== undefined && trace.reasoning.length > 0 && (
        <Reasoning thoughts={trace.reasoning} />
      )}
      {trace?.steps !== undefined && trace.steps.length > 0 && <AgentSteps steps={trace.steps} />}
    </article>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
