import type { ChannelRecord, ChannelSecret } from "../../contracts/channel.ts";
import type { RandomHex } from "../access/ports.ts";
import type { SealedPlace, Sealing } from "../secrets/ports.ts";
import { newWebhookSecret } from "../webhooks/webhook-secret.ts";

type Owner = Pick<ChannelRecord, "tenantId" | "channelId">;

/** A new secret of a channel: its text, which nobody can ask for again, and as it is stored. */
export async function issueSecret(
  channel: Owner,
  { version, issuedTo }: Pick<ChannelSecret, "version" | "issuedTo">,
  services: { sealing: Sealing; randomHex: RandomHex },
): Promise<{ secret: string; stored: ChannelSecret }> {
  const secret = newWebhookSecret(services.randomHex);
  const sealed = await services.sealing.seal(secret, placeOf(channel, version));
  return { secret, stored: { version, sealed, issuedTo, retiresAtMs: null } };
}

/** The secrets that verify at this moment. */
export function validSecrets({ secrets }: ChannelRecord, nowMs: number): ChannelSecret[] {
  return secrets.filter(({ retiresAtMs }) => retiresAtMs === null || nowMs < retiresAtMs);
}

/** @throws SealBrokenError; SealingKeysUnavailableError */
export function openSecret(channel: Owner, secret: ChannelSecret, sealing: Sealing): Promise<string> {
  return sealing.open(secret.sealed, placeOf(channel, secret.version));
}

function placeOf({ tenantId, channelId }: Owner, version: number): SealedPlace {
  return { tenantId, recordId: channelId, version };
}
