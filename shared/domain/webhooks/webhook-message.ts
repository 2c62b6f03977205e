import { Webhook } from "standardwebhooks";

/** What a signature covers, joined by points; the id holds none, so that no two messages are signed alike. */
export interface WebhookMessage {
  /** Names the message for the receiver: the same at each try. */
  id: string;
  /** Of the try. */
  timestampSeconds: number;
  /** The body's bytes as text, nothing trimmed or written anew. */
  body: string;
}

const idForm = /^[\x21-\x2d\x2f-\x7e]{1,255}$/;

/** 1 to 255 printable characters other than a point. */
export function isWebhookId(id: string): boolean {
  return idForm.test(id);
}

/** `v1,` and the base64 of HMAC-SHA256. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export function signatureOf({ id, timestampSeconds, body }: WebhookMessage, secret: string): string {
  return new Webhook(secret).sign(id, new Date(timestampSeconds * 1000), body);
}
