import type { SystemTransaction } from "../../domain/storage/ports.ts";
import { timestamp } from "./column-values.ts";
import type { Query } from "./session.ts";
import { apiKeyOf, type ApiKeyRow } from "./stores/api-key-store.ts";
import { channelOf, type ChannelRow } from "./stores/channel-store.ts";
import { messageColumns, messageOf, type MessageRow } from "./stores/outbox-store.ts";

/** What may be asked across tenants, as `hil_system`, which is granted these tables and columns only. */
export function createSystemTransaction(query: Query): SystemTransaction {
  return {
    async unsentMessages(createdBeforeMs, limit) {
      const rows = await query<MessageRow>(
        `select ${messageColumns} from outbox
         where sent_at is null and created_at < $1 order by created_at, message_id limit $2`,
        [timestamp(createdBeforeMs), limit],
      );
      return rows.map(messageOf);
    },

    async findApiKeyByHash(hash) {
      const [row] = await query<ApiKeyRow>("select * from api_keys where hash = $1", [hash]);
      return row === undefined ? null : apiKeyOf(row);
    },

    async findChannel(channelId) {
      const [row] = await query<ChannelRow>("select * from channels where channel_id = $1", [channelId]);
      return row === undefined ? null : channelOf(row);
    },

    async deleteExpired(beforeMs) {
      const [row] = await query<{ deleted: number }>(
        `with old_keys as (delete from idempotency_keys where started_at < $1 returning 1),
           old_messages as (delete from outbox where sent_at < $1 returning 1)
         select (select count(*) from old_keys) + (select count(*) from old_messages) as deleted`,
        [timestamp(beforeMs)],
      );
      return row?.deleted ?? 0;
    },
  };
}
