import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import { useApi } from "../api/use-api.ts";
import { noteConnection } from "./connection.ts";
import { follow } from "./follow.ts";

/** Keeps a conversation as its customer sees it, for as long as it is shown. */
export function useCustomerEvents(conversation: ConversationView | undefined): void {
  const api = useApi();
  const client = useQueryClient();
  const id = conversation?.conversation_id;
  useEffect(() => {
    if (id === undefined) return;
    const left = new AbortController();
    const after = client.getQueryData<ConversationView>(["conversation", "customer", id])?.revision ?? 0;
    const hear = () => {
      for (const name of ["conversation", "messages"])
        void client.invalidateQueries({ queryKey: [name, "customer", id] });
    };
    const onConnected = (connected: boolean) => noteConnection("customer", connected);
    void follow(api, `/conversations/${id}/events?after=${after}`, {
      hear,
      onConnected,
      signal: left.signal,
    });
    return () => left.abort();
  }, [api, client, id]);
}
