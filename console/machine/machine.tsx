import { lazy, Suspense } from "react";
import { ApiError } from "../api/api-error.ts";
import { useWorkflow } from "../api/use-workflow.ts";
import { Notice } from "../ui/notice.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import type { MachineGraphProps } from "./machine-graph.tsx";
import { TraceList } from "./trace-list.tsx";

const MachineGraph = lazy(() => import("./machine-graph.tsx"));

type MachineProps = Omit<MachineGraphProps, "workflow"> & { workflowId: string };

/** The machine as a graph; for who may not see workflows, the nodes that were reached, in order. */
export function Machine({ workflowId, ...rest }: MachineProps) {
  const query = useWorkflow(workflowId);
  const refused = query.error instanceof ApiError && query.error.status === 403;
  if (refused && rest.execution !== undefined) return <TraceList {...rest} execution={rest.execution} />;
  if (refused) return <Notice title="You may not see workflows">What an execution did is shown here.</Notice>;
  return (
    <QueryView query={query} of="the state machine">
      {(workflow) => (
        <Suspense fallback={<Skeleton label="Loading the graph" />}>
          <MachineGraph {...rest} workflow={workflow} />
        </Suspense>
      )}
    </QueryView>
  );
}
