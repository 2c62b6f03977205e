import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { SealedPlace, Sealing } from "../../domain/secrets/ports.ts";
import { SealBrokenError, SealingKeysUnavailableError } from "../../domain/secrets/sealing-errors.ts";
import { parseSealingKeys, type SealingKeys } from "./sealing-keys.ts";

const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;
/** `s1:<key id>:<base64url of nonce, ciphertext and tag>`. */
const envelope = /^s1:([1-9]\d{0,8}):([\w-]+)$/;

/**
 * Sealing by AES-256-GCM with a random nonce of 96 bits (NIST SP 800-38D). The place is authenticated, not stored. Each
 * tenant has a key of its own, derived by HKDF (RFC 5869), so that nonces of many tenants never meet under one key.
 *
 * `readKeys` gives the text of the keys' secret; a key that was added since is found by reading it afresh.
 */
export function createSealing(readKeys: (options: { fresh: boolean }) => Promise<string>): Sealing {
  const keys = async (fresh: boolean) => parseSealingKeys(await read(readKeys, fresh));
  return {
    async seal(plain, place) {
      const known = await keys(false);
      const keyId = Math.max(...known.keys());
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, keyOf(known, keyId, place), nonce);
      cipher.setAAD(boundTo(keyId, place));
      const ciphertext = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      const parts = Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]);
      return `s1:${keyId}:${parts.toString("base64url")}`;
    },

    async open(sealed, place) {
      const { keyId, parts } = readEnvelope(sealed);
      const known = await keys(false);
      const current = known.has(keyId) ? known : await keys(true);
      return decipher(parts, keyOf(current, keyId, place), boundTo(keyId, place));
    },
  };
}

async function read(readKeys: (options: { fresh: boolean }) => Promise<string>, fresh: boolean) {
  try {
    return await readKeys({ fresh });
  } catch (error) {
    const name = error instanceof Error ? error.name : "Error";
    throw new SealingKeysUnavailableError(`The sealing keys cannot be read (${name}).`, { cause: error });
  }
}

function keyOf(keys: SealingKeys, keyId: number, { tenantId }: SealedPlace): Buffer {
  const text = keys.get(keyId);
  if (text === undefined) {
    throw new SealingKeysUnavailableError(
      `The sealing key ${keyId} is not in the secret; put it back, or what it sealed cannot be opened.`,
    );
  }
  return Buffer.from(hkdfSync("sha256", text, "", JSON.stringify(["hil sealing", tenantId]), 32));
}

function boundTo(keyId: number, { tenantId, recordId, version }: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify(["s1", keyId, tenantId, recordId, version]));
}

function readEnvelope(sealed: string): { keyId: number; parts: Buffer } {
  const [, keyId, text] = envelope.exec(sealed) ?? [];
  const parts = Buffer.from(text ?? "", "base64url");
  if (parts.length < nonceBytes + tagBytes) throw new SealBrokenError("This is not a sealed text.");
  return { keyId: Number(keyId), parts };
}

function decipher(parts: Buffer, key: Buffer, bound: Buffer): string {
  const opener = createDecipheriv(algorithm, key, parts.subarray(0, nonceBytes));
  opener.setAAD(bound);
  opener.setAuthTag(parts.subarray(-tagBytes));
  try {
    const plain = opener.update(parts.subarray(nonceBytes, -tagBytes));
    return Buffer.concat([plain, opener.final()]).toString("utf8");
  } catch (error) {
    throw new SealBrokenError("A sealed text was changed, or belongs to another record.", { cause: error });
  }
}
