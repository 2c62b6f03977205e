import type { Notification, NotificationMessage } from "../../contracts/notification.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import type { NotificationQueue } from "./ports.ts";

/** Most transactions have been committed by then; a message that comes before is asked to come again. */
const commitSeconds = 1;

/**
 * The database, which tells the queue of every notification that a transaction writes, before the transaction commits: a
 * process that dies at any moment leaves a message behind, and one whose transaction was never committed leaves a message
 * about nothing. So no use case has to remember to send what it told, and none has to be checked for it.
 */
export function announcingDatabase<Any extends Database>(
  database: Any,
  services: { queue: () => NotificationQueue; nowMs: () => number },
): Any {
  return {
    ...database,
    tenant: (tenantId, work) => database.tenant(tenantId, (tx) => work(announcing(tx, services))),
  };
}

function announcing(
  tx: TenantTransaction,
  { queue, nowMs }: { queue: () => NotificationQueue; nowMs: () => number },
): TenantTransaction {
  const notifications: TenantTransaction["notifications"] = {
    ...tx.notifications,
    async add(notification) {
      const isNew = await tx.notifications.add(notification);
      if (isNew)
        await queue().send([{ message: announced(notification, nowMs()), delaySeconds: commitSeconds }]);
      return isNew;
    },
  };
  return { ...tx, notifications };
}

function announced({ tenantId, notificationId }: Notification, sentAtMs: number): NotificationMessage {
  return { tenantId, notificationId, sentAtMs };
}
