import type { ChannelView } from "../../contracts/api/channels.ts";
import type { ChannelRecord } from "../../contracts/channel.ts";
import { validSecrets } from "./channel-secrets.ts";

/** A channel as the API shows it: nothing of its secrets. */
export function viewChannel(channel: ChannelRecord, nowMs: number): ChannelView {
  const retiring = validSecrets(channel, nowMs).find(({ retiresAtMs }) => retiresAtMs !== null);
  return {
    channel_id: channel.channelId,
    name: channel.name,
    kind: channel.kind,
    workflow_id: channel.workflowId,
    enabled: channel.enabled,
    secret_version: channel.secrets[0]?.version ?? 0,
    previous_secret_until:
      retiring?.retiresAtMs == null ? null : new Date(retiring.retiresAtMs).toISOString(),
    created_at: new Date(channel.createdAtMs).toISOString(),
    updated_at: new Date(channel.updatedAtMs).toISOString(),
  };
}
