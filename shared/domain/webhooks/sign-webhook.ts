import { InvalidInputError } from "../../contracts/errors.ts";
import { isWebhookId, signatureOf } from "./webhook-message.ts";

/** The headers that a signed message goes with. */
export interface WebhookHeaders {
  "webhook-id": string;
  "webhook-timestamp": string;
  "webhook-signature": string;
}

/**
 * Signs a message under each of the receiver's secrets: while one is replaced by another, either verifies it.
 * @throws InvalidInputError for an id that cannot be signed, or without a secret
 */
export function signWebhook(
  message: { id: string; body: string; atMs: number },
  secrets: readonly string[],
): WebhookHeaders {
  const { id, body, atMs } = message;
  if (!isWebhookId(id))
    throw new InvalidInputError("The id of a webhook's message holds no point and no space.");
  if (secrets.length === 0) throw new InvalidInputError("A webhook's message is signed with a secret.");
  const timestampSeconds = Math.floor(atMs / 1000);
  const signatures = secrets.map((secret) => signatureOf({ id, timestampSeconds, body }, secret));
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestampSeconds),
    "webhook-signature": signatures.join(" "),
  };
}
