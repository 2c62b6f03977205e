import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import { useApi } from "../api/use-api.ts";
import { follow } from "./follow.ts";

/** Keeps a conversation and what hangs on it as it is, for as long as it is shown. `as` keeps apart who reads it. */
export function useConversationEvents(conversation: ConversationView | undefined, as: string): void {
  const api = useApi();
  const client = useQueryClient();
  const id = conversation?.conversation_id;
  useEffect(() => {
    if (id === undefined) return;
    const left = new AbortController();
    const after = client.getQueryData<ConversationView>(["conversation", as, id])?.revision ?? 0;
    const hear = () => {
      for (const queryKey of [["conversation", as, id], ["messages", as, id]])
        void client.invalidateQueries({ queryKey });
      if (as !== "desk") return;
      for (const key of ["handover", "handovers", "human-tasks", "executions", "conversations"])
        void client.invalidateQueries({ queryKey: [key] });
    };
    void follow(api, `/conversations/${id}/events?after=${after}`, hear, left.signal);
    return () => left.abort();
  }, [api, client, id, as]);
}
