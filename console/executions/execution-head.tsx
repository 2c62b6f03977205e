import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import { useApi } from "../api/use-api.ts";
import { isUnderWay } from "../api/use-execution.ts";
import { Link } from "../shell/link.tsx";
import { useMay } from "../shell/use-me.ts";
import { Button } from "../ui/button.tsx";
import { sayDuration } from "../ui/duration.ts";
import { ProblemNote } from "../ui/problem-note.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { TimeAgo } from "../ui/time-ago.tsx";
import css from "./execution-head.module.css";
import { RunStatus } from "./run-status.tsx";

/** What an execution is, how it stands, and what can be done about it. */
export function ExecutionHead({ execution }: { execution: ExecutionView }) {
  const api = useApi();
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => api.post(`/executions/${execution.execution_id}/stop`, {}),
    onSettled: () => client.invalidateQueries({ queryKey: ["executions"] }),
  });
  const mayStop = useMay("executions:write") && isUnderWay(execution);
  const { conversation_id: conversationId, duration_ms, total_cost_usd } = execution;
  return (
    <header className={css.head}>
      <div className={css.title}>
        <h1>{execution.trace.workflow_id}</h1>
        <RunStatus status={execution.status} decision={execution.decision} />
        {mayStop && (
          <Button small look="danger" busy={stop.isPending} onClick={() => stop.mutate()}>
            Stop
          </Button>
        )}
      </div>
      <p className={css.facts}>
        <code>{execution.execution_id}</code>
        <span>
          for <bdi>{execution.requested_by}</bdi>
        </span>
        <TimeAgo at={execution.accepted_at} />
        {duration_ms !== null && <span>took {sayDuration(duration_ms)}</span>}
        <span>{total_cost_usd === 0 ? "no cost" : `$${total_cost_usd.toFixed(4)}`}</span>
        {conversationId !== null && conversationId.startsWith("conv_") && (
          <Link href={`/inbox/${conversationId}`}>Conversation</Link>
        )}
        {execution.human_tasks.map(({ id }) => (
          <Link key={id} href={`/approvals/${id}`}>
            Waits for a decision
          </Link>
        ))}
      </p>
      {execution.error !== undefined && (
        <ProblemText name={execution.error.name} message={execution.error.message} />
      )}
      <ProblemNote error={stop.error} />
    </header>
  );
}
