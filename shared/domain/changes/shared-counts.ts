import type { ChangeCounter, ChangeCounts } from "./ports.ts";

/** How old an answer may be that is given to the next who asks; about as often as those who follow ask. */
const freshMs = 900;

/** The counts as those see them who follow; null while they cannot be known. */
export type ReadCounts = (tenantId: string) => Promise<ChangeCounts | null>;

/** One question to the counter for all who follow a tenant in this process, about once a second. */
export function sharedCounts({ read }: Pick<ChangeCounter, "read">, nowMs: () => number): ReadCounts {
  const asked = new Map<string, { atMs: number; counts: Promise<ChangeCounts | null> }>();
  const forget = (atMs: number) => {
    for (const [tenantId, each] of asked) if (each.atMs + freshMs <= atMs) asked.delete(tenantId);
  };
  return (tenantId) => {
    forget(nowMs());
    const standing = asked.get(tenantId);
    if (standing !== undefined) return standing.counts;
    const counts = read(tenantId).catch(() => null);
    asked.set(tenantId, { atMs: nowMs(), counts });
    return counts;
  };
}
