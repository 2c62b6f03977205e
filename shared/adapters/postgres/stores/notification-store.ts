import type { JsonObject } from "../../../contracts/json.ts";
import type {
  ConcernedPerson,
  Notification,
  NotificationSettings,
  NotificationType,
} from "../../../contracts/notification.ts";
import type { NotificationStore } from "../../../domain/notifications/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

interface NotificationRow {
  tenant_id: string;
  notification_id: string;
  type: NotificationType;
  data: JsonObject;
  people: ConcernedPerson[];
  happened_at: number;
}

export function createNotificationStore(query: Query, tenantId: string): NotificationStore {
  return {
    async add({ notificationId, type, data, people, atMs, tenantId: ofTenant }) {
      const added = await query(
        `insert into notifications (tenant_id, notification_id, type, data, people, happened_at)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning 1`,
        [ofTenant, notificationId, type, jsonText(data), jsonText(people), timestamp(atMs)],
      );
      return added.length === 1;
    },

    async get(notificationId) {
      const [row] = await query<NotificationRow>("select * from notifications where notification_id = $1", [
        notificationId,
      ]);
      return row === undefined ? null : notificationOf(row);
    },

    async forgetBefore(atMs, limit) {
      const old = await query<{ notification_id: string }>(
        `select notification_id from notifications as each
         where happened_at < $1 and not exists (
           select from notification_deliveries as delivery
           where delivery.tenant_id = each.tenant_id and delivery.notification_id = each.notification_id
             and delivery.next_attempt_at is not null)
         order by happened_at limit $2`,
        [timestamp(atMs), limit],
      );
      const ids = jsonText(old.map(({ notification_id: id }) => id));
      const those = "notification_id in (select json_array_elements_text($1::json))";
      await query(`delete from notification_deliveries where ${those}`, [ids]);
      await query(`delete from notifications where ${those}`, [ids]);
      return old.length;
    },

    async settings() {
      const [row] = await query<{ settings: NotificationSettings }>(
        "select settings from notification_settings",
      );
      return row?.settings ?? null;
    },

    async saveSettings(settings) {
      await query(
        `insert into notification_settings (tenant_id, settings) values ($1, $2)
         on conflict (tenant_id) do update set settings = excluded.settings`,
        [tenantId, jsonText(settings)],
      );
    },
  };
}

function notificationOf(row: NotificationRow): Notification {
  return {
    notificationId: row.notification_id,
    tenantId: row.tenant_id,
    type: row.type,
    data: row.data,
    people: row.people,
    atMs: row.happened_at,
  };
}
