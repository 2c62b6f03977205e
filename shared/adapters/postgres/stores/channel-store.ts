import type { ChannelRecord } from "../../../contracts/channel.ts";
import { NotFoundError } from "../../../contracts/errors.ts";
import type { ChannelStore } from "../../../domain/channels/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

export interface ChannelRow {
  tenant_id: string;
  channel_id: string;
  kind: ChannelRecord["kind"];
  name: string;
  workflow_id: string;
  enabled: boolean;
  secrets: ChannelRecord["secrets"];
  created_at: number;
  updated_at: number;
}

export function createChannelStore(query: Query): ChannelStore {
  const find = async (channelId: string, ending: string) => {
    const [row] = await query<ChannelRow>(`select * from channels where channel_id = $1${ending}`, [
      channelId,
    ]);
    return row === undefined ? null : channelOf(row);
  };
  return {
    async insert(channel) {
      await query(
        `insert into channels
           (tenant_id, channel_id, kind, name, workflow_id, enabled, secrets, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          channel.tenantId,
          channel.channelId,
          channel.kind,
          channel.name,
          channel.workflowId,
          String(channel.enabled),
          jsonText(channel.secrets),
          timestamp(channel.createdAtMs),
          timestamp(channel.updatedAtMs),
        ],
      );
    },

    get: (channelId) => find(channelId, ""),
    lock: (channelId) => find(channelId, " for update"),

    async save({ channelId, name, workflowId, enabled, secrets, updatedAtMs }) {
      const rows = await query(
        `update channels set name = $2, workflow_id = $3, enabled = $4, secrets = $5, updated_at = $6
         where channel_id = $1 returning channel_id`,
        [channelId, name, workflowId, String(enabled), jsonText(secrets), timestamp(updatedAtMs)],
      );
      if (rows.length === 0) throw new NotFoundError("There is no such channel.");
    },

    async remove(channelId) {
      const rows = await query("delete from channels where channel_id = $1 returning channel_id", [
        channelId,
      ]);
      return rows.length === 1;
    },

    async list() {
      const rows = await query<ChannelRow>("select * from channels order by created_at, channel_id");
      return rows.map(channelOf);
    },
  };
}

export function channelOf(row: ChannelRow): ChannelRecord {
  return {
    channelId: row.channel_id,
    tenantId: row.tenant_id,
    kind: row.kind,
    name: row.name,
    workflowId: row.workflow_id,
    enabled: row.enabled,
    secrets: row.secrets,
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
  };
}
