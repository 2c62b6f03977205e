import type { CompactVerifyGetKey } from "jose";
import { NotAuthenticatedError, RetryableError } from "../../contracts/errors.ts";
import type { SignedClaims, TokenVerifier } from "../../domain/access/ports.ts";
import { createBoundedFetch } from "../../runtime/egress/bounded-fetch.ts";
import { verifySignature } from "./verify-signature.ts";

const keyFetchBounds = { timeoutMs: 5_000, idleTimeoutMs: 5_000, maxResponseBytes: 256 * 1024 };

/**
 * Verifies tokens against the keys that an OpenID Connect provider publishes at `jwksUrl` (RFC 7517). The keys are kept
 * for ten minutes and fetched again, at most every half minute, for a key id that is not among them.
 * @throws Error for an address that is neither HTTPS nor on this machine
 */
export function createTokenVerifier(jwksUrl: string): TokenVerifier {
  const url = new URL(jwksUrl);
  assertTrustworthy(url);
  let loading: Promise<CompactVerifyGetKey> | undefined;
  return tokenVerifier(async (header, token) => (await (loading ??= remoteKeys(url)))(header, token));
}

/** Verifies tokens against the given keys. */
export function tokenVerifier(keys: CompactVerifyGetKey): TokenVerifier {
  return {
    async verify(token) {
      const { header, payload } = await verifySignature(token, keys);
      return { type: header.typ ?? null, claims: readClaims(payload) };
    },
  };
}

function assertTrustworthy(url: URL): void {
  const loopback = ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
  if (url.protocol === "https:" || (url.protocol === "http:" && loopback)) return;
  throw new Error(`Keys of an identity provider are fetched over HTTPS only, not from ${url.origin}.`);
}

async function remoteKeys(url: URL): Promise<CompactVerifyGetKey> {
  const { createRemoteJWKSet, customFetch, errors } = await import("jose");
  const remote = createRemoteJWKSet(url, { [customFetch]: createBoundedFetch(keyFetchBounds) });
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
        throw error;
      throw new RetryableError("The identity provider's keys cannot be fetched.", { cause: error });
    }
  };
}

function readClaims(payload: Uint8Array): SignedClaims["claims"] {
  try {
    const claims: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    if (typeof claims === "object" && claims !== null && !Array.isArray(claims)) return { ...claims };
  } catch {
    // Not JSON: refused below, as any other payload that holds no claims.
  }
  throw new NotAuthenticatedError("The token holds no claims.");
}
