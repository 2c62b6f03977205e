import type { Database, TenantTransaction } from "../storage/ports.ts";
import type { NotificationQueue } from "./ports.ts";

/** A message that comes before its transaction's commit is asked to come again, so this need not be long. */
const commitSeconds = 1;

/**
 * The database, which has every notification that a transaction wrote told to the queue before the transaction commits: a
 * process that dies at any moment afterwards leaves a message behind, and one whose transaction was never committed leaves
 * a message about nothing. So no use case has to remember to send what it told, and none waits a minute for a check.
 */
export function announcingDatabase<Any extends Database>(
  database: Any,
  { queue, nowMs }: { queue: () => NotificationQueue; nowMs: () => number },
): Any {
  return {
    ...database,
    tenant: (tenantId, work) =>
      database.tenant(tenantId, async (tx) => {
        const added: string[] = [];
        const result = await work(listening(tx, added));
        if (added.length > 0) await queue().send(added.map((id) => announced(tenantId, id, nowMs())));
        return result;
      }),
  };
}

function listening(tx: TenantTransaction, added: string[]): TenantTransaction {
  const notifications: TenantTransaction["notifications"] = {
    ...tx.notifications,
    async add(notification) {
      const isNew = await tx.notifications.add(notification);
      if (isNew) added.push(notification.notificationId);
      return isNew;
    },
  };
  return { ...tx, notifications };
}

function announced(tenantId: string, notificationId: string, sentAtMs: number) {
  return { message: { tenantId, notificationId, sentAtMs }, delaySeconds: commitSeconds };
}
