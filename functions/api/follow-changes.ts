import type { Principal } from "../../shared/contracts/principal.ts";
import type { ChangedType, FeedPage } from "../../shared/domain/changes/ports.ts";
import type { ApiServices } from "./api-services.ts";
import { untilChanged } from "./until-changed.ts";

/** Who follows, after which cursor, how long, and how much at once. */
export interface FollowingChanges {
  principal: Principal;
  cursor: string;
  untilMs: number;
  limit: number;
}

/** What the principal may hear of: conversations and handovers, human tasks, or both. */
export function followedTypes({ scopes }: Principal): ChangedType[] {
  return [
    ...(scopes.includes("conversations:read") ? (["conversation", "handover"] as const) : []),
    ...(scopes.includes("human-tasks:read") ? (["human_task"] as const) : []),
  ];
}

/**
 * Pages of what changes in the principal's tenant, as it changes; also empty ones, from time to time. The database is
 * read when the tenant's count has moved. Ends at `untilMs`, or when nobody listens any more.
 */
export async function* followChanges(
  { principal, cursor: from, untilMs, limit }: FollowingChanges,
  services: Pick<ApiServices, "changes" | "database" | "nowMs" | "sleep">,
  signal: AbortSignal,
): AsyncGenerator<FeedPage> {
  const { tenantId } = principal;
  const types = followedTypes(principal);
  for (let cursor = from; !signal.aborted;) {
    const counts = await services.changes(tenantId);
    const page = await services.database.tenant(tenantId, (tx) => tx.changes.after(cursor, types, limit));
    yield page;
    ({ cursor } = page);
    if (page.hasMore) continue;
    if (services.nowMs() >= untilMs) return;
    const watched = { tenantId, counts, countOf: totalOf, untilMs, isHeldBack: page.isHeldBack };
    await untilChanged(watched, services, signal);
  }
}

const totalOf = ({ total }: { total: number }): number => total;
