import { NotFoundError } from "../../../contracts/errors.ts";
import type {
  EndpointKind,
  NotificationEndpoint,
  NotificationType,
} from "../../../contracts/notification.ts";
import type { NotificationEndpointStore } from "../../../domain/notifications/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query, SqlParameter } from "../session.ts";

interface EndpointRow {
  tenant_id: string;
  endpoint_id: string;
  kind: EndpointKind;
  description: string;
  types: NotificationType[];
  enabled: boolean;
  disabled_reason: "gone" | null;
  address: string;
  seal_version: number;
  sealed: string | null;
  created_at: number;
  updated_at: number;
}

export function createNotificationEndpointStore(query: Query): NotificationEndpointStore {
  async function one(text: string, parameters: SqlParameter[]): Promise<NotificationEndpoint | null> {
    const [row] = await query<EndpointRow>(text, parameters);
    return row === undefined ? null : endpointOf(row);
  }

  return {
    async insert(endpoint) {
      await query(
        `insert into notification_endpoints (endpoint_id, description, types, enabled, disabled_reason, address,
           seal_version, sealed, updated_at, tenant_id, kind, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [...changingParameters(endpoint), endpoint.tenantId, endpoint.kind, timestamp(endpoint.createdAtMs)],
      );
    },

    get: (endpointId) => one("select * from notification_endpoints where endpoint_id = $1", [endpointId]),

    lock: (endpointId) =>
      one("select * from notification_endpoints where endpoint_id = $1 for update", [endpointId]),

    async save(endpoint) {
      const rows = await query(
        `update notification_endpoints set description = $2, types = $3, enabled = $4, disabled_reason = $5,
           address = $6, seal_version = $7, sealed = $8, updated_at = $9
         where endpoint_id = $1 returning 1`,
        changingParameters(endpoint),
      );
      if (rows.length === 0) throw new NotFoundError("There is no such notification endpoint.");
    },

    async list() {
      const rows = await query<EndpointRow>(
        "select * from notification_endpoints order by created_at, endpoint_id",
      );
      return rows.map(endpointOf);
    },

    async remove(endpointId) {
      const rows = await query("delete from notification_endpoints where endpoint_id = $1 returning 1", [
        endpointId,
      ]);
      return rows.length === 1;
    },
  };
}

/** The id, and what changes. */
function changingParameters(endpoint: NotificationEndpoint): SqlParameter[] {
  return [
    endpoint.endpointId,
    jsonText(endpoint.description),
    jsonText(endpoint.types),
    String(endpoint.enabled),
    endpoint.disabledReason,
    endpoint.address,
    endpoint.sealVersion,
    endpoint.sealed,
    timestamp(endpoint.updatedAtMs),
  ];
}

function endpointOf(row: EndpointRow): NotificationEndpoint {
  return {
    endpointId: row.endpoint_id,
    tenantId: row.tenant_id,
    kind: row.kind,
    description: row.description,
    types: row.types,
    enabled: row.enabled,
    disabledReason: row.disabled_reason,
    address: row.address,
    sealVersion: row.seal_version,
    sealed: row.sealed,
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
  };
}
