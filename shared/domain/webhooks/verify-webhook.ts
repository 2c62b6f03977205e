import { NotAuthenticatedError } from "../../contracts/errors.ts";
import { equalInConstantTime } from "../access/equal-in-constant-time.ts";
import { isWebhookId, signatureOf } from "./webhook-message.ts";

/** A message as it came: its headers' texts, undefined where they were missing, and its body. */
export interface ReceivedWebhook {
  id: string | undefined;
  timestamp: string | undefined;
  signature: string | undefined;
  /** The body's bytes as text, nothing trimmed or written anew. */
  body: string;
}

const toleranceSeconds = 5 * 60;
/** A sender that replaces a secret sends two; what is beyond is not looked at. */
const mostSignatures = 8;
const timestampForm = /^[1-9]\d{0,11}$/;

type SignedWebhook = { [Part in keyof ReceivedWebhook]: string };

/** A message that one of the secrets has signed. */
export interface VerifiedWebhook {
  /** By which it is known again when it is sent again. */
  id: string;
  /** Which secret it was: its place in the list. */
  secretIndex: number;
}

/**
 * Verifies that one of the secrets has signed this message within five minutes of now. Takes the same time whichever
 * signature matches, if any. Only who holds a secret is told that the time is wrong.
 * @throws NotAuthenticatedError
 */
export function verifyWebhook(
  received: ReceivedWebhook,
  secrets: readonly string[],
  nowMs: number,
): VerifiedWebhook {
  if (!mayBeSigned(received)) throw notSigned();
  const { id, signature, body } = received;
  const timestampSeconds = Number(received.timestamp);
  const given = signature.split(" ").slice(0, mostSignatures);
  const matches = secrets.map((secret) =>
    isAmong(given, signatureOf({ id, timestampSeconds, body }, secret)),
  );
  const secretIndex = matches.indexOf(true);
  if (secretIndex === -1) throw notSigned();
  if (Math.abs(Math.floor(nowMs / 1000) - timestampSeconds) > toleranceSeconds)
    throw new NotAuthenticatedError(
      "The timestamp is more than five minutes from now; sign the message anew.",
    );
  return { id, secretIndex };
}

/** Whether a message has the form of a signed one, as far as one can tell without a secret. */
export function mayBeSigned(received: ReceivedWebhook): received is SignedWebhook {
  const { id = "", timestamp = "", signature = "" } = received;
  return isWebhookId(id) && timestampForm.test(timestamp) && signature !== "";
}

/** The one answer to everything that does not verify. */
export function notSigned(): NotAuthenticatedError {
  return new NotAuthenticatedError(
    "The message is not signed: send webhook-id, webhook-timestamp and a webhook-signature that verifies.",
  );
}

function isAmong(given: string[], expected: string): boolean {
  return given.map((each) => equalInConstantTime(each, expected)).includes(true);
}
