import { openChannel } from "../../../tests/support/signed-sender.ts";
import type { ApiHarness } from "../../../tests/support/api-harness.ts";
import { allowedTo, type Row } from "./route-row.ts";

export interface ChannelIds {
  channelId: string;
}

const managers = () => allowedTo("owner", "operator");
const channels = "/api/v1/channels";
const channel =
  (suffix: string) =>
  ({ channelId }: ChannelIds) =>
    `${channels}/${channelId}${suffix}`;

/** Routes of channels, by operation. */
export const channelRows: Record<string, Row<ChannelIds>> = {
  createChannel: {
    ...managers(),
    status: 201,
    path: () => channels,
    body: () => ({ name: "Shop", workflow_id: "returns" }),
    otherTenant: 404,
  },
  listChannels: { ...managers(), status: 200, path: () => channels, otherTenant: 200 },
  getChannel: { ...managers(), status: 200, path: channel(""), otherTenant: 404 },
  updateChannel: {
    ...managers(),
    status: 200,
    path: channel(""),
    body: () => ({ enabled: false }),
    otherTenant: 404,
  },
  rotateChannelSecret: {
    ...managers(),
    status: 200,
    path: channel("/secret"),
    body: () => ({}),
    otherTenant: 404,
  },
  deleteChannel: { ...managers(), status: 204, path: channel(""), otherTenant: 404 },
};

export async function freshChannel(harness: ApiHarness): Promise<ChannelIds> {
  const { channelId } = await openChannel(harness);
  return { channelId };
}
