import { useQuery } from "@tanstack/react-query";
import type { WorkflowView } from "../../shared/contracts/api/workflows.ts";
import { useApi } from "./use-api.ts";

/** A published workflow, by `name` or `name@version`. */
export function useWorkflow(workflowId: string | null) {
  const api = useApi();
  const [name, version] = (workflowId ?? "").split("@");
  const query = version === undefined ? "" : `?version=${encodeURIComponent(version)}`;
  return useQuery({
    queryKey: ["workflow", workflowId],
    queryFn: ({ signal }) => api.get<WorkflowView>(`/workflows/${name}${query}`, signal),
    enabled: workflowId !== null,
    staleTime: 60_000,
  });
}
