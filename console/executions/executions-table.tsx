import type { ExecutionSummary } from "../../shared/contracts/api/executions.ts";
import { Link } from "../shell/link.tsx";
import { sayDuration } from "../ui/duration.ts";
import { Table } from "../ui/table.tsx";
import { TimeAgo } from "../ui/time-ago.tsx";
import { RunStatus } from "./run-status.tsx";

export function ExecutionsTable({ executions }: { executions: ExecutionSummary[] }) {
  return (
    <Table
      label="Executions"
      columns={["Workflow", "Status", "For", "Duration", "Accepted"]}
      rows={executions.map(({ execution_id, workflow_id, workflow_version, requested_by, ...rest }) => ({
        key: execution_id,
        cells: [
          <Link href={`/executions/${execution_id}`}>
            {workflow_id} {workflow_version}
          </Link>,
          <RunStatus status={rest.status} decision={rest.decision} />,
          <bdi>{requested_by}</bdi>,
          rest.duration_ms === null ? "…" : sayDuration(rest.duration_ms),
          <TimeAgo at={rest.accepted_at} />,
        ],
      }))}
    />
  );
}
