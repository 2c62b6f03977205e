import { maxWaitSeconds } from "../../shared/contracts/api/executions.ts";

/**
 * How long a request is ready to wait: `wait_seconds` of its body, else `Prefer: wait=N` (RFC 7240; a preference is cut
 * to what is possible, and one that cannot be read is no error).
 */
export function preferredWaitSeconds(stated: number | undefined, prefer: string | undefined): number {
  if (stated !== undefined) return stated;
  const found = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?(?=$|[,;\s])/i.exec(prefer ?? "")?.[1];
  return Math.min(Number(found ?? 0), maxWaitSeconds);
}
