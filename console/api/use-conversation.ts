import { useQuery } from "@tanstack/react-query";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import { useApi } from "./use-api.ts";

/** A conversation as `as` sees it: the desk, or its customer. */
export function useConversation(id: string | null, as = "desk") {
  const api = useApi();
  return useQuery({
    queryKey: ["conversation", as, id],
    queryFn: ({ signal }) => api.get<ConversationView>(`/conversations/${id}`, signal),
    enabled: id !== null,
    refetchInterval: 20_000,
  });
}
