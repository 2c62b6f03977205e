import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { HumanAgentStatus } from "../../shared/contracts/human-agent.ts";
import { useApi } from "../api/use-api.ts";

/** Says whether whoever is signed in takes conversations. */
export function useMyStatus() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (status: HumanAgentStatus) => api.post("/human-agents/me/status", { status }),
    onSettled: () =>
      Promise.all(["me", "human-agents"].map((name) => client.invalidateQueries({ queryKey: [name] }))),
  });
}
