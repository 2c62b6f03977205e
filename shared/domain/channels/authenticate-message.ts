import type { ChannelRecord } from "../../contracts/channel.ts";
import { NotAllowedError } from "../../contracts/errors.ts";
import type { RandomHex } from "../access/ports.ts";
import type { Sealing } from "../secrets/ports.ts";
import type { Database } from "../storage/ports.ts";
import { mayBeSigned, notSigned, type ReceivedWebhook, verifyWebhook } from "../webhooks/verify-webhook.ts";
import { issueSecret, openSecret, validSecrets } from "./channel-secrets.ts";

/** A message that a channel's secret has signed. */
export interface AuthenticMessage {
  channel: ChannelRecord;
  webhookId: string;
  /** The person who was shown the secret, and so may have written the message. */
  postedBy: string;
}

interface Services {
  database: Database;
  sealing: Sealing;
  randomHex: RandomHex;
  nowMs: () => number;
}

const channelIdForm = /^chn_[0-9a-f]{32}$/;

/**
 * The channel that a message was signed for. What cannot be one asks no database, which it might wake.
 * @throws NotAuthenticatedError, the same whether the channel or the signature is wrong; NotAllowedError where the channel
 *   is disabled, which only who holds its secret is told
 */
export async function authenticateMessage(
  channelId: string,
  received: ReceivedWebhook,
  services: Services,
): Promise<AuthenticMessage> {
  const { database, sealing, nowMs } = services;
  if (!channelIdForm.test(channelId) || !mayBeSigned(received)) throw notSigned();
  const channel = await database.system("find a message's channel", (tx) => tx.findChannel(channelId));
  const valid = channel === null ? [] : validSecrets(channel, nowMs());
  const secrets =
    channel === null
      ? [await nobodysSecret(channelId, services)]
      : await Promise.all(valid.map((secret) => openSecret(channel, secret, sealing)));
  const { id, secretIndex } = verifyWebhook(received, secrets, nowMs());
  const signer = valid[secretIndex];
  if (channel?.enabled && signer) return { channel, webhookId: id, postedBy: signer.issuedTo };
  throw new NotAllowedError("The channel is disabled.", { details: { code: "channel-disabled" } });
}

/** What a message to no channel is compared with, so that it takes as long as one to a channel, and never verifies. */
async function nobodysSecret(channelId: string, services: Services): Promise<string> {
  const { secret } = await issueSecret({ tenantId: "", channelId }, { version: 1, issuedTo: "" }, services);
  return secret;
}
