import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import { sendAgain } from "../api/send-again.ts";
import { useApi } from "../api/use-api.ts";
import { useConversation } from "../api/use-conversation.ts";
import { useMessages } from "../api/use-messages.ts";
import { useCustomerEvents } from "../live/use-customer-events.ts";

interface Saying {
  id: string;
  text: string;
}

/** The customer's side of a conversation. What is said is sent until it has arrived, and arrives once. */
export function useCustomerConversation(
  conversationId: string | null,
  workflowId: string,
  onOpened: (conversationId: string) => void,
) {
  const api = useApi();
  const client = useQueryClient();
  const conversation = useConversation(conversationId, "customer").data;
  const { query } = useMessages(conversation, "customer");
  useCustomerEvents(conversation);
  const [pending, setPending] = useState<Saying | null>(null);
  const say = useMutation({
    mutationFn: async ({ id, text }: Saying) => {
      if (conversationId !== null) {
        await api.post(`/conversations/${conversationId}/messages`, { id, text });
        return;
      }
      const body = { workflow_id: workflowId, channel: "web", message: { id, text } };
      const opened = await api.post<ConversationView>("/conversations", body, { "Idempotency-Key": id });
      client.setQueryData(["conversation", "customer", opened.conversation_id], opened);
      onOpened(opened.conversation_id);
    },
    ...sendAgain,
    onMutate: setPending,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ["messages", "customer"] });
      await client.invalidateQueries({ queryKey: ["conversation"] });
    },
  });
  const known = query.data?.messages ?? [];
  const waits =
    pending !== null &&
    !say.isError &&
    !known.some(({ text, sender }) => sender === "customer" && text === pending.text);
  const messages = waits
    ? [...known, { message_id: pending.id, sender: "customer" as const, text: pending.text }]
    : known;
  return { conversation, messages, say, query };
}
