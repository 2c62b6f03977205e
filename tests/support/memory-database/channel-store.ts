import type { ChannelRecord } from "../../../shared/contracts/channel.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../../shared/contracts/errors.ts";
import type { ChannelStore } from "../../../shared/domain/channels/ports.ts";
import { inOrder } from "./page.ts";
import type { Table } from "./table.ts";

export interface ChannelTables {
  channels: Table<ChannelRecord>;
}

/** `others` are the channels of every tenant: an id is unique across them. */
export function createChannelStore(
  { channels }: ChannelTables,
  tenantId: string,
  others: () => Table<ChannelRecord>[],
): ChannelStore {
  const get = async (channelId: string) => channels.find(channelId);
  return {
    async insert(channel) {
      if (channel.tenantId !== tenantId) throw new Error("row-level security: another tenant's channel");
      if (!/^chn_[0-9a-f]{32}$/.test(channel.channelId))
        throw new InvalidInputError("This is no channel's id.");
      if (others().some((table) => table.has(channel.channelId)))
        throw new ConflictError("The channel exists.");
      channels.insert(channel);
    },
    get,
    lock: get,
    async save({ channelId, name, workflowId, enabled, secrets, updatedAtMs }) {
      const saved = channels.change(channelId, { name, workflowId, enabled, secrets, updatedAtMs });
      if (saved === null) throw new NotFoundError("There is no such channel.");
    },
    remove: async (channelId) => channels.remove(channelId),
    list: async () =>
      channels
        .where(() => true)
        .sort((a, b) => a.createdAtMs - b.createdAtMs || inOrder(a.channelId, b.channelId)),
  };
}
