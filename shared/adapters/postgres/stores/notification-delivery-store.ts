import { NotFoundError } from "../../../contracts/errors.ts";
import type {
  DeliveryStatus,
  EndpointKind,
  NotificationDelivery,
  NotificationType,
} from "../../../contracts/notification.ts";
import type { NotificationDeliveryStore } from "../../../domain/notifications/ports.ts";
import { nullableTimestamp, timestamp } from "../column-values.ts";
import { readCursor } from "../cursor.ts";
import { pageOf, rowLimit } from "../page.ts";
import type { Query, SqlParameter } from "../session.ts";

interface DeliveryRow {
  tenant_id: string;
  delivery_id: string;
  notification_id: string;
  type: NotificationType;
  kind: EndpointKind;
  endpoint_id: string | null;
  address: string;
  status: DeliveryStatus;
  attempts: number;
  version: number;
  next_attempt_at: number | null;
  leased_until: number | null;
  last_error: string | null;
  delivered_by: string | null;
  created_at: number;
  delivered_at: number | null;
}

const list = "notification-deliveries";

export function createNotificationDeliveryStore(query: Query): NotificationDeliveryStore {
  async function one(text: string, deliveryId: string): Promise<NotificationDelivery | null> {
    const [row] = await query<DeliveryRow>(text, [deliveryId]);
    return row === undefined ? null : deliveryOf(row);
  }
  const get = (deliveryId: string) =>
    one("select * from notification_deliveries where delivery_id = $1", deliveryId);

  return {
    async add(delivery) {
      await query(
        `insert into notification_deliveries (delivery_id, status, attempts, version, next_attempt_at, leased_until,
           last_error, delivered_by, delivered_at, tenant_id, notification_id, type, kind, endpoint_id, address, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict do nothing`,
        [...changingParameters(delivery), ...lastingParameters(delivery)],
      );
      return (await get(delivery.deliveryId)) ?? delivery;
    },

    get,

    lock: (deliveryId) =>
      one("select * from notification_deliveries where delivery_id = $1 for update", deliveryId),

    async save(delivery) {
      const rows = await query(
        `update notification_deliveries set status = $2, attempts = $3, version = $4, next_attempt_at = $5,
           leased_until = $6, last_error = $7, delivered_by = $8, delivered_at = $9
         where delivery_id = $1 returning 1`,
        changingParameters(delivery),
      );
      if (rows.length === 0) throw new NotFoundError("There is no such delivery.");
    },

    async list({ status, endpointId }, limit, cursor) {
      const after = readCursor(list, cursor);
      const rows = await query<DeliveryRow>(
        `select * from notification_deliveries
         where ($1::text is null or status = $1) and ($2::text is null or endpoint_id = $2)
           and ($3::timestamptz is null or (created_at, delivery_id) < ($3, $4))
         order by created_at desc, delivery_id desc limit $5`,
        [
          status ?? null,
          endpointId ?? null,
          nullableTimestamp(after?.atMs ?? null),
          after?.id ?? null,
          rowLimit(limit),
        ],
      );
      return pageOf(list, rows.map(deliveryOf), limit, ({ createdAtMs, deliveryId }) => ({
        atMs: createdAtMs,
        id: deliveryId,
      }));
    },
  };
}

/** The id, and what changes. */
function changingParameters(delivery: NotificationDelivery): SqlParameter[] {
  return [
    delivery.deliveryId,
    delivery.status,
    delivery.attempts,
    delivery.version,
    nullableTimestamp(delivery.nextAttemptAtMs),
    nullableTimestamp(delivery.leasedUntilMs),
    delivery.lastError,
    delivery.deliveredBy,
    nullableTimestamp(delivery.deliveredAtMs),
  ];
}

function lastingParameters(delivery: NotificationDelivery): SqlParameter[] {
  return [
    delivery.tenantId,
    delivery.notificationId,
    delivery.type,
    delivery.kind,
    delivery.endpointId,
    delivery.address,
    timestamp(delivery.createdAtMs),
  ];
}

function deliveryOf(row: DeliveryRow): NotificationDelivery {
  return {
    deliveryId: row.delivery_id,
    tenantId: row.tenant_id,
    notificationId: row.notification_id,
    type: row.type,
    kind: row.kind,
    endpointId: row.endpoint_id,
    address: row.address,
    status: row.status,
    attempts: row.attempts,
    version: row.version,
    nextAttemptAtMs: row.next_attempt_at,
    leasedUntilMs: row.leased_until,
    lastError: row.last_error,
    deliveredBy: row.delivered_by,
    createdAtMs: row.created_at,
    deliveredAtMs: row.delivered_at,
  };
}
