import type { WebhookResponse } from "./ports.ts";

/** What came of one attempt. Reasons are shown to people and hold no secret. */
export type DeliveryOutcome =
  | { kind: "delivered"; by: string }
  /** May work later; not before `askedMs` from now, where the receiver said so. */
  | { kind: "retry"; reason: string; askedMs: number | null }
  | { kind: "refused"; reason: string }
  /** Nobody listens there any more, and says so. */
  | { kind: "gone"; reason: string };

/** Too early, timed out, too many: the same request may be taken later. */
const laterStatuses = new Set([408, 425, 429]);

/** What an answer means, as Standard Webhooks says; a redirect is not followed and so no success. */
export function outcomeOfResponse({ status, retryAfter }: WebhookResponse, nowMs: number): DeliveryOutcome {
  const reason = `The receiver answered ${status}.`;
  if (status >= 200 && status < 300) return { kind: "delivered", by: "http" };
  if (status === 410) return { kind: "gone", reason };
  if (status >= 500 || laterStatuses.has(status))
    return { kind: "retry", reason, askedMs: retryAfter === null ? null : retryAfterMs(retryAfter, nowMs) };
  return { kind: "refused", reason };
}

/** RFC 9110: seconds, or a date. Null for anything else. */
function retryAfterMs(text: string, nowMs: number): number | null {
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1_000;
  const atMs = text.endsWith(" GMT") ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
