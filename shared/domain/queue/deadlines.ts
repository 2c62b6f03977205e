import type { DeskSettings, QueuedHandover } from "../../contracts/human-agent.ts";
import { addBusinessTime, businessTimeBetween } from "./business-hours.ts";
import { hoursOf } from "./default-desk-settings.ts";

const minuteMs = 60_000;
/** A handover that waits is looked at again after this long, should the message that somebody is free have been lost. */
const waitingCheckMs = 5 * minuteMs;

/** Until when a handover that is queued now has to be answered and resolved, by its priority. */
export function deadlinesOf(
  { priority, queuedAtMs }: Pick<QueuedHandover, "priority" | "queuedAtMs">,
  settings: DeskSettings,
): Pick<QueuedHandover, "firstResponseDueAtMs" | "resolutionDueAtMs"> {
  const dueAfter = (minutes: number | null | undefined) =>
    minutes === null || minutes === undefined
      ? null
      : addBusinessTime(queuedAtMs, minutes * minuteMs, hoursOf(settings));
  return {
    firstResponseDueAtMs: dueAfter(settings.firstResponseMinutes[priority]),
    resolutionDueAtMs: dueAfter(settings.resolutionMinutes[priority]),
  };
}

/** When the person who has it has to have reacted; null when nobody has it, or did, or nothing is set. */
export function reactionDueAtMs(handover: QueuedHandover, { reactionMinutes }: DeskSettings): number | null {
  const { status, assignedAtMs, reactedAtMs } = handover;
  if (status !== "assigned" || assignedAtMs === null || reactedAtMs !== null || reactionMinutes === null)
    return null;
  return assignedAtMs + reactionMinutes * minuteMs;
}

/**
 * When a handover is escalated: as soon as the set share of the business time to a deadline that is not met has passed.
 * Null when it was escalated already or has no such deadline.
 */
export function escalationDueAtMs(handover: QueuedHandover, settings: DeskSettings): number | null {
  if (handover.escalatedAtMs !== null || handover.closedAtMs !== null) return null;
  const { queuedAtMs, firstResponseAtMs, firstResponseDueAtMs, resolutionDueAtMs } = handover;
  const hours = hoursOf(settings);
  const deadlines = [firstResponseAtMs === null ? firstResponseDueAtMs : null, resolutionDueAtMs];
  const moments = deadlines.flatMap((dueAtMs) => {
    if (dueAtMs === null) return [];
    const shareMs = settings.escalateAtShare * businessTimeBetween(queuedAtMs, dueAtMs, hours);
    return [addBusinessTime(queuedAtMs, Math.ceil(shareMs), hours) ?? dueAtMs];
  });
  return moments.length === 0 ? null : Math.min(...moments);
}

/** When an open handover has to be looked at next; null when nothing will be due. */
export function nextCheckAtMs(
  handover: QueuedHandover,
  settings: DeskSettings,
  nowMs: number,
): number | null {
  const moments = [
    reactionDueAtMs(handover, settings),
    escalationDueAtMs(handover, settings),
    handover.status === "queued" ? nowMs + waitingCheckMs : null,
  ].filter((atMs) => atMs !== null);
  return moments.length === 0 ? null : Math.max(nowMs, Math.min(...moments));
}
