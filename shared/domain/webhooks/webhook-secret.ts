import type { RandomHex } from "../access/ports.ts";

const secretBytes = 32;

/** A new secret of Standard Webhooks' form: `whsec_` and the base64 of 256 random bits. */
export function newWebhookSecret(randomHex: RandomHex): string {
  const bytes =
    randomHex(secretBytes)
      .match(/../g)
      ?.map((digits) => Number.parseInt(digits, 16)) ?? [];
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
