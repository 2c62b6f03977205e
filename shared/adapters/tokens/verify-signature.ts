import type { CompactVerifyGetKey } from "jose";
import { HilError, NotAuthenticatedError } from "../../contracts/errors.ts";
import { isCanonicalToken } from "./canonical-token.ts";

/** Asymmetric only: a public key must never pass for a shared secret. */
const algorithms = ["RS256", "PS256", "ES256", "EdDSA"];
const maxTokenLength = 8_192;

/**
 * The header and payload of a compact JWS that one of `keys` has signed. Keys come from `keys` alone: `jwk`, `jku`, `x5u`
 * and `x5c` in the header are ignored.
 * @throws NotAuthenticatedError; whatever error of ours `keys` throws
 */
export async function verifySignature(
  token: string,
  keys: CompactVerifyGetKey,
): Promise<{ header: { typ?: string }; payload: Uint8Array }> {
  if (token.length > maxTokenLength || !isCanonicalToken(token)) throw refused();
  const { compactVerify } = await import("jose");
  try {
    const { protectedHeader, payload } = await compactVerify(token, keys, { algorithms });
    // We know no extension, and RFC 7797's unencoded payload is not for tokens.
    if (protectedHeader.crit !== undefined) throw refused();
    return { header: protectedHeader, payload };
  } catch (error) {
    if (error instanceof HilError) throw error;
    throw refused(error);
  }
}

function refused(cause?: unknown): NotAuthenticatedError {
  return new NotAuthenticatedError("The token does not verify.", { cause });
}
