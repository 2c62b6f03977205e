import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import { useApi } from "../api/use-api.ts";

/** Whose conversation it is, for those that changed last; for others the conversation's id, shortened. */
export function useCustomers(): (conversationId: string) => string {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ["conversations", "latest"],
    queryFn: ({ signal }) =>
      api.get<{ conversations: ConversationView[] }>("/conversations?limit=100", signal),
    refetchInterval: 60_000,
  });
  return useCallback(
    (id) =>
      data?.conversations.find(({ conversation_id }) => conversation_id === id)?.customer_id ??
      `Conversation ${id.slice(5, 11)}`,
    [data],
  );
}
