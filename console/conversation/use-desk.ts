import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { HandoverView, HumanAgentView } from "../../shared/contracts/api/desk.ts";
import { sendAgain } from "../api/send-again.ts";
import { useApi } from "../api/use-api.ts";
import { useMay } from "../shell/use-me.ts";

/** A handover with what led to it, and who has had it. */
export function useHandover(handoverId: string | null) {
  const api = useApi();
  const mayRead = useMay("desk:work", "desk:manage");
  return useQuery({
    queryKey: ["handover", handoverId],
    queryFn: ({ signal }) => api.get<HandoverView>(`/handovers/${handoverId}`, signal),
    enabled: handoverId !== null && mayRead,
  });
}

export function useHumanAgents() {
  const api = useApi();
  const mayRead = useMay("desk:work", "desk:manage");
  return useQuery({
    queryKey: ["human-agents"],
    queryFn: ({ signal }) => api.get<{ human_agents: HumanAgentView[] }>("/human-agents", signal),
    staleTime: 30_000,
    enabled: mayRead,
  });
}

/** What people call somebody at the desk. */
export function useNameOf(): (humanAgentId: string | null) => string {
  const { data } = useHumanAgents();
  return (id) => data?.human_agents.find((each) => each.human_agent_id === id)?.name ?? "Somebody else";
}

export interface DeskAct {
  handoverId: string;
  action: "claim" | "release" | "reply" | "note" | "resolve" | "back-to-ai";
  body: object;
}

/**
 * Does something with a handover. What cannot reach the server is tried until it does; it has its effect once. `onDone` is
 * told as soon as it has, before the page shows it.
 */
export function useDeskAct(onDone?: () => void) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ handoverId, action, body }: DeskAct) =>
      api.post(`/handovers/${handoverId}/${action}`, body),
    ...sendAgain,
    ...(onDone && { onSuccess: onDone }),
    onSettled: () =>
      Promise.all(
        ["handover", "handovers", "conversation", "conversations", "messages", "me"].map((name) =>
          client.invalidateQueries({ queryKey: [name] }),
        ),
      ),
  });
}
