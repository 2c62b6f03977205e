import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { ConversationView, MessageView } from "../../shared/contracts/api/conversations.ts";
import type { Api } from "./api.ts";
import { useApi } from "./use-api.ts";

const pageSize = 100;

/** A conversation's newest messages; `after` is the sequence number before the oldest that was loaded. */
export interface Transcript {
  after: number;
  messages: MessageView[];
}

/** The transcript, from its newest hundred on; what is new is added, what is older loaded when asked for. */
export function useMessages(conversation: ConversationView | undefined, as = "desk") {
  const api = useApi();
  const client = useQueryClient();
  const id = conversation?.conversation_id ?? "";
  const queryKey = ["messages", as, id];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => {
      const known = client.getQueryData<Transcript>(queryKey);
      return addNewer(api, id, known ?? startOf(conversation?.last_seq ?? 0), signal);
    },
    enabled: conversation !== undefined,
  });
  const loadEarlier = useCallback(() => addOlder(api, client, as, id), [api, client, as, id]);
  return { query, loadEarlier };
}

function startOf(lastSeq: number): Transcript {
  return { after: Math.max(0, lastSeq - pageSize), messages: [] };
}

async function addNewer(api: Api, id: string, known: Transcript, signal: AbortSignal): Promise<Transcript> {
  const messages = [...known.messages];
  for (;;) {
    const after = messages.at(-1)?.seq ?? known.after;
    const page = await readPage(api, id, after, signal);
    messages.push(...page);
    if (page.length < pageSize) return { after: known.after, messages };
  }
}

async function addOlder(api: Api, client: QueryClient, as: string, id: string): Promise<void> {
  const key = ["messages", as, id];
  const known = client.getQueryData<Transcript>(key);
  if (known === undefined || known.after === 0) return;
  const after = Math.max(0, known.after - pageSize);
  const page = await readPage(api, id, after);
  client.setQueryData<Transcript>(key, (now = known) => ({
    after,
    messages: [...page.filter(({ seq }) => seq <= known.after), ...now.messages],
  }));
}

async function readPage(api: Api, id: string, after: number, signal?: AbortSignal): Promise<MessageView[]> {
  const path = `/conversations/${id}/messages?after=${after}&limit=${pageSize}`;
  return (await api.get<{ messages: MessageView[] }>(path, signal)).messages;
}
