import { useState } from "react";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import { NodeDetails } from "../executions/node-details.tsx";
import { Machine } from "../machine/machine.tsx";
import { Link } from "../shell/link.tsx";
import { Badge, type Tone } from "../ui/badge.tsx";
import { shownWorkflow } from "../widget/shown-workflow.ts";
import css from "./machine-pane.module.css";
import { Pane } from "./pane.tsx";

/** The state machine as it runs. */
export function MachinePane({ execution }: { execution: ExecutionView | undefined }) {
  const [selected, setSelected] = useState<string | null>(null);
  const trace = execution?.trace;
  const workflowId = trace ? `${trace.workflow_id}@${trace.workflow_version}` : shownWorkflow;
  const [words, tone] = standing(execution);
  return (
    <Pane title="State machine" as={workflowId} action={<Badge tone={tone}>{words}</Badge>}>
      <div className={css.graph}>
        <Machine workflowId={workflowId} execution={execution} selected={selected} onSelect={setSelected} />
      </div>
      {selected !== null && execution !== undefined && (
        <div className={css.details}>
          <NodeDetails execution={execution} nodeId={selected} onClose={() => setSelected(null)} />
        </div>
      )}
      {execution !== undefined && (
        <footer className={css.footer}>
          <Link href={`/executions/${execution.execution_id}`}>Whole execution</Link>
          <span>
            {execution.total_cost_usd === 0 ? "no cost" : `$${execution.total_cost_usd.toFixed(4)}`}
          </span>
        </footer>
      )}
    </Pane>
  );
}

function standing(execution: ExecutionView | undefined): [words: string, tone: Tone] {
  if (execution === undefined) return ["waits for a message", "neutral"];
  if (execution.human_tasks.length > 0) return ["waits for a person", "warn"];
  if (execution.decision === "HANDOVER") return ["handed over", "warn"];
  if (execution.status === "completed") return ["completed", "good"];
  return execution.status === "queued" || execution.status === "running"
    ? ["running", "accent"]
    : [execution.status, "bad"];
}
