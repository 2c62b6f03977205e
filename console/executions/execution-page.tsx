import { useState } from "react";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import { useExecution } from "../api/use-execution.ts";
import { Machine } from "../machine/machine.tsx";
import { TraceList } from "../machine/trace-list.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { Segments } from "../ui/segments.tsx";
import { ExecutionHead } from "./execution-head.tsx";
import css from "./execution-page.module.css";
import { NodeDetails } from "./node-details.tsx";

const views = ["graph", "timeline"] as const;

/** An execution: its machine with live states, or its timeline; and the node that is looked at. */
export function ExecutionPage({ executionId }: { executionId: string }) {
  const query = useExecution(executionId);
  return (
    <QueryView query={query} of="the execution">
      {(execution) => <Shown execution={execution} />}
    </QueryView>
  );
}

function Shown({ execution }: { execution: ExecutionView }) {
  const [view, setView] = useState<(typeof views)[number]>("graph");
  const [selected, setSelected] = useState<string | null>(null);
  const { workflow_id: name, workflow_version: version } = execution.trace;
  const picking = { selected, onSelect: setSelected };
  return (
    <div className={css.page}>
      <ExecutionHead execution={execution} />
      <div className={css.tools}>
        <Segments label="How it is shown" options={views} value={view} onChange={setView} />
      </div>
      <div className={css.body} data-details={selected !== null}>
        <div className={css.machine}>
          {view === "graph" ? (
            <Machine workflowId={`${name}@${version}`} execution={execution} {...picking} />
          ) : (
            <TraceList execution={execution} {...picking} />
          )}
        </div>
        {selected !== null && (
          <aside className={css.details} aria-label="Node">
            <NodeDetails execution={execution} nodeId={selected} onClose={() => setSelected(null)} />
          </aside>
        )}
      </div>
    </div>
  );
}
