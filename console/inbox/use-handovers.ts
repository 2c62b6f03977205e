import { useQuery } from "@tanstack/react-query";
import type { HandoverSummary } from "../../shared/contracts/api/desk.ts";
import type { Api } from "../api/api.ts";
import { useApi } from "../api/use-api.ts";

export const views = ["mine", "waiting", "others", "closed"] as const;
export type View = (typeof views)[number];

const queries: Record<View, string> = {
  mine: "status=assigned&assigned_to=me",
  waiting: "status=queued",
  others: "status=assigned",
  closed: "status=resolved",
};
/** More than one page of these is read seldom, so that reading a long queue stays cheap. */
const pageSize = 100;
const mostPages = 10;
const pauseMs = 30_000;

/** The handovers of a view, oldest first: all of a queue, up to a thousand. */
export function useHandovers(view: View, worksHere: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["handovers", view],
    queryFn: ({ signal }) => readAll(api, queries[view], signal),
    refetchInterval: ({ state }) => pauseMs * Math.max(1, Math.ceil((state.data?.length ?? 0) / pageSize)),
    enabled: view !== "mine" || worksHere,
  });
}

async function readAll(api: Api, filter: string, signal: AbortSignal): Promise<HandoverSummary[]> {
  const found: HandoverSummary[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const after: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { handovers: HandoverSummary[]; next_cursor: string | null } = await api.get(
      `/handovers?${filter}&limit=${pageSize}${after}`,
      signal,
    );
    found.push(...page.handovers);
    cursor = page.next_cursor;
    if (cursor === null) break;
  }
  return found;
}
