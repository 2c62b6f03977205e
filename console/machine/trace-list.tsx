import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import { Badge } from "../ui/badge.tsx";
import { sayDuration } from "../ui/duration.ts";
import { stateOf, stateTones } from "./machine-state.ts";
import css from "./trace-list.module.css";

interface TraceListProps {
  execution: ExecutionView;
  selected: string | null;
  onSelect: (nodeId: string) => void;
}

/** The nodes that were reached as a timeline: when each began, how long it took, what it cost. */
export function TraceList({ execution, selected, onSelect }: TraceListProps) {
  const { nodes, started_at } = execution.trace;
  const startMs = Date.parse(started_at ?? execution.accepted_at);
  const lastMs = nodes.map((node) => Date.parse(node.completed_at ?? node.started_at));
  const totalMs = Math.max(1, ...lastMs.map((endMs) => endMs - startMs));
  return (
    <ol className={css.list} aria-label="Timeline">
      {nodes.map((node) => {
        const state = stateOf(node.node_id, execution);
        const share = (atMs: number) => Math.min(100, Math.max(0, ((atMs - startMs) / totalMs) * 100));
        const from = share(Date.parse(node.started_at));
        const to = node.completed_at === null ? 100 : share(Date.parse(node.completed_at));
        return (
          <li key={node.node_id}>
            <button
              type="button"
              className={css.row}
              aria-pressed={selected === node.node_id}
              onClick={() => onSelect(node.node_id)}
            >
              <span className={css.name}>{node.node_id}</span>
              <Badge tone={stateTones[state]}>{state}</Badge>
              <span className={css.track} aria-hidden="true">
                <span
                  className={`${css.bar} ${css[state]}`}
                  style={{ insetInlineStart: `${from}%`, width: `max(4px, ${to - from}%)` }}
                />
              </span>
              <span className={css.number}>
                {node.duration_ms === null ? "…" : sayDuration(node.duration_ms)}
              </span>
              <span className={css.number}>{node.cost_usd === 0 ? "–" : `$${node.cost_usd.toFixed(4)}`}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
