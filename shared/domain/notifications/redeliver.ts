import { ConflictError, NotFoundError } from "../../contracts/errors.ts";
import type { NotificationDelivery } from "../../contracts/notification.ts";
import type { Database } from "../storage/ports.ts";
import { askAgain } from "./delivery-life.ts";
import type { NotificationQueue } from "./ports.ts";

/** The message goes before the commit; one that comes too early comes again. */
const commitSeconds = 1;

/**
 * A person asks for a delivery again: it begins anew, under the same id.
 * @throws NotFoundError; ConflictError while its first attempt is still to come
 */
export async function redeliver(
  { tenantId, deliveryId }: { tenantId: string; deliveryId: string },
  {
    database,
    notificationQueue,
    nowMs,
  }: { database: Database; notificationQueue: NotificationQueue; nowMs: () => number },
): Promise<NotificationDelivery> {
  return database.tenant(tenantId, async (tx) => {
    const delivery = await tx.notificationDeliveries.lock(deliveryId);
    if (delivery === null) throw new NotFoundError("There is no such delivery.");
    if (delivery.status === "pending")
      throw new ConflictError("It is on its way already.", { details: { code: "pending" } });
    const asked = askAgain(delivery, nowMs());
    const message = { tenantId, deliveryId, version: asked.version, notBeforeMs: nowMs() };
    await notificationQueue.send([{ message, delaySeconds: commitSeconds }]);
    await tx.notificationDeliveries.save(asked);
    return asked;
  });
}
