import { useQuery } from "@tanstack/react-query";
import type { HumanTaskSummary } from "../../shared/contracts/api/human-tasks.ts";
import { useApi } from "../api/use-api.ts";

/** The oldest questions to people, by status. */
export function useHumanTasks(status: HumanTaskSummary["status"], enabled = true) {
  const api = useApi();
  return useQuery({
    queryKey: ["human-tasks", "list", status],
    queryFn: ({ signal }) =>
      api.get<{ human_tasks: HumanTaskSummary[] }>(`/human-tasks?status=${status}&limit=100`, signal),
    refetchInterval: 30_000,
    enabled,
  });
}
