import type { ChannelRecord } from "../../contracts/channel.ts";
import type { Channel } from "../../contracts/conversation.ts";
import { ConflictError, NotFoundError } from "../../contracts/errors.ts";
import type { RandomHex } from "../access/ports.ts";
import type { Sealing } from "../secrets/ports.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { findRevision } from "../workflows/accept-run.ts";
import { issueSecret } from "./channel-secrets.ts";

interface Services {
  database: Database;
  sealing: Sealing;
  randomHex: RandomHex;
  nowMs: () => number;
}

/** A channel, and the secret that was made for it: the only copy there will ever be. */
export interface WithSecret {
  channel: ChannelRecord;
  secret: string;
}

export interface NewChannel {
  tenantId: string;
  channelId: string;
  kind: Channel;
  name: string;
  workflowId: string;
  /** The person who is shown the secret. */
  issuedTo: string;
}

/** @throws NotFoundError without such a workflow; ConflictError when the id is taken */
export async function createChannel(order: NewChannel, services: Services): Promise<WithSecret> {
  const { issuedTo, ...facts } = order;
  const { secret, stored } = await issueSecret(order, { version: 1, issuedTo }, services);
  const atMs = services.nowMs();
  const channel: ChannelRecord = {
    ...facts,
    enabled: true,
    secrets: [stored],
    createdAtMs: atMs,
    updatedAtMs: atMs,
  };
  await services.database.tenant(order.tenantId, async (tx) => {
    await findRevision(tx, order.workflowId);
    if ((await tx.channels.get(order.channelId)) !== null) throw madeBefore();
    await tx.channels.insert(channel);
  });
  return { channel, secret };
}

/** @throws NotFoundError without such a channel or workflow */
export async function updateChannel(
  tenantId: string,
  channelId: string,
  change: Partial<Pick<ChannelRecord, "name" | "workflowId" | "enabled">>,
  { database, nowMs }: Pick<Services, "database" | "nowMs">,
): Promise<ChannelRecord> {
  return database.tenant(tenantId, async (tx) => {
    const before = found(await tx.channels.lock(channelId));
    if (change.workflowId !== undefined) await findRevision(tx, change.workflowId);
    return saved(tx, { ...before, ...change, updatedAtMs: nowMs() });
  });
}

/**
 * Gives a channel another secret. The one before verifies for `overlapMs` more, so that no message is refused while the
 * sender changes over; one before that no longer does.
 * @throws NotFoundError; ConflictError when it was rotated at the same time
 */
export async function rotateChannelSecret(
  order: { tenantId: string; channelId: string; overlapMs: number; issuedTo: string },
  services: Services,
): Promise<WithSecret> {
  const { tenantId, channelId, overlapMs, issuedTo } = order;
  const { database, nowMs } = services;
  const { secrets } = await database.tenant(tenantId, (tx) => findChannel(tx, channelId));
  const version = versionOf(secrets) + 1;
  const { secret, stored } = await issueSecret(order, { version, issuedTo }, services);
  const channel = await database.tenant(tenantId, async (tx) => {
    const before = found(await tx.channels.lock(channelId));
    const [current] = before.secrets;
    if (current === undefined || versionOf(before.secrets) !== version - 1)
      throw new ConflictError("The channel's secret was replaced at the same time.");
    const retiring = { ...current, retiresAtMs: nowMs() + overlapMs };
    return saved(tx, { ...before, secrets: [stored, retiring], updatedAtMs: nowMs() });
  });
  return { channel, secret };
}

/** @throws NotFoundError */
export async function removeChannel(
  tenantId: string,
  channelId: string,
  { database }: Pick<Services, "database">,
): Promise<void> {
  const removed = await database.tenant(tenantId, (tx) => tx.channels.remove(channelId));
  if (!removed) throw noSuchChannel();
}

/** @throws NotFoundError */
export async function findChannel(tx: TenantTransaction, channelId: string): Promise<ChannelRecord> {
  return found(await tx.channels.get(channelId));
}

/** Ids are random but for requests that are sent again, so nobody has seen the secret of the one that stands. */
function madeBefore(): ConflictError {
  return new ConflictError(
    "An earlier try of this request has made the channel; replace its secret, which nobody was shown.",
    { details: { code: "channel-made-before" } },
  );
}

async function saved(tx: TenantTransaction, channel: ChannelRecord): Promise<ChannelRecord> {
  await tx.channels.save(channel);
  return channel;
}

function versionOf([current]: ChannelRecord["secrets"]): number {
  return current?.version ?? 0;
}

function found(channel: ChannelRecord | null): ChannelRecord {
  if (channel === null) throw noSuchChannel();
  return channel;
}

function noSuchChannel(): NotFoundError {
  return new NotFoundError("There is no such channel.");
}
