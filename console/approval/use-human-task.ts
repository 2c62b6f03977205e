import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { HumanTaskView } from "../../shared/contracts/api/human-tasks.ts";
import { sendAgain } from "../api/send-again.ts";
import { useApi } from "../api/use-api.ts";

/** Reads a task again while it is open: what was asked may change under whoever reads it. */
export function useHumanTask(taskId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["human-tasks", taskId],
    queryFn: ({ signal }) => api.get<HumanTaskView>(`/human-tasks/${taskId}`, signal),
    refetchInterval: ({ state }) => (state.data?.status === "open" ? 30_000 : false),
  });
}

/** Decides what was shown: the answer is bound to the round and the arguments on the screen, and sent until it arrived. */
export function useDecide(task: HumanTaskView) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ answer, key }: { answer: Record<string, unknown>; key: string }) =>
      api.post<HumanTaskView>(
        `/human-tasks/${task.id}/decision`,
        {
          answer,
          round: task.round,
          ...(task.call !== null && { arguments_hash: task.call.arguments_hash }),
        },
        { "Idempotency-Key": key },
      ),
    ...sendAgain,
    onSettled: () =>
      Promise.all(
        ["human-tasks", "executions", "conversation", "receipts"].map((name) =>
          client.invalidateQueries({ queryKey: [name] }),
        ),
      ),
  });
}
