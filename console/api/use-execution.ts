import { useQuery } from "@tanstack/react-query";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import { useApi } from "./use-api.ts";

const atWorkMs = 900;
const waitingMs = 4_000;

/** An execution, read again while it is under way: often while something works, seldom while it waits for people. */
export function useExecution(id: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: ["executions", id],
    queryFn: ({ signal }) => api.get<ExecutionView>(`/executions/${id}`, signal),
    enabled: id !== null,
    refetchInterval: ({ state }) => pauseOf(state.data),
  });
}

function pauseOf(execution: ExecutionView | undefined): number | false {
  if (execution === undefined || !isUnderWay(execution)) return false;
  return execution.human_tasks.length > 0 ? waitingMs : atWorkMs;
}

export function isUnderWay({ status }: Pick<ExecutionView, "status">): boolean {
  return status === "queued" || status === "running";
}
