import type { Verdict } from "../../contracts/approval.ts";
import type { Notification, NotificationType } from "../../contracts/notification.ts";
import { nodeIdOf } from "../approvals/contract-of.ts";
import { dateTime } from "../schemas/date-time.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import type { Wait } from "../../contracts/wait.ts";

export type TaskNotificationType = Extract<NotificationType, `task.${string}`>;

/**
 * Tells that something happened to a human task, in the transaction in which it did; the task as it stands afterwards.
 * Told again it changes nothing.
 */
export async function notifyOfTask(
  tx: TenantTransaction,
  type: TaskNotificationType,
  task: Wait,
  atMs: number,
  verdict: Verdict | null = null,
): Promise<void> {
  await tx.notifications.add(taskNotification(type, task, atMs, verdict));
}

/** The question may hold what its author had rendered into it; arguments, evidence and answers stay where they are. */
export function taskNotification(
  type: TaskNotificationType,
  { waitId, tenantId, runId, nodePath, question, expiresAtMs, allowed, terms }: Wait,
  atMs: number,
  verdict: Verdict | null,
): Notification {
  const { round, call } = terms;
  // A task comes back as often as the world changes; everything else happens to it once.
  const which = type === "task.returned" ? `returned-${round}` : type.slice("task.".length);
  return {
    notificationId: `${waitId}-${which}`,
    tenantId,
    type,
    data: {
      task_id: waitId,
      execution_id: runId,
      node_id: nodeIdOf(nodePath),
      question,
      tool: call?.tool ?? null,
      round,
      deadline: dateTime(expiresAtMs),
      ...(type === "task.decided" && { verdict }),
    },
    people: (allowed.subjects ?? []).map((subject) => ({ subject })),
    atMs,
  };
}
