import { NotAuthenticatedError } from "../../contracts/errors.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { Database } from "../storage/ports.ts";
import { apiKeyStart, apiKeySubjectPrefix, keyIdOf } from "./api-key-format.ts";
import type { Sha256Hex, TokenVerifier } from "./ports.ts";
import { equalInConstantTime } from "./equal-in-constant-time.ts";
import { createPrincipalCache } from "./principal-cache.ts";
import { principalFromClaims, type TokenRules } from "./principal-from-claims.ts";

export interface Authenticator {
  /**
   * Who shows this credential: an API key or a JSON Web Token.
   * @throws NotAuthenticatedError; RetryableError while it cannot be known
   */
  authenticate(credential: string): Promise<Principal>;
  /** Makes a revocation effective here at once; elsewhere it takes up to half a minute. */
  forgetAll(): void;
}

interface Services {
  database: Database;
  /** Null where no identity provider is configured: API keys only. */
  tokens: { verifier: TokenVerifier; rules: TokenRules } | null;
  sha256Hex: Sha256Hex;
  nowMs: () => number;
}

type Known = { principal: Principal; expiresAtMs: number };

export function createAuthenticator(services: Services): Authenticator {
  const cache = createPrincipalCache(services.sha256Hex);
  return {
    async authenticate(credential) {
      const remembered = cache.get(credential, services.nowMs());
      if (remembered !== null) return remembered;
      const known = credential.startsWith(apiKeyStart)
        ? await knowByApiKey(credential, services)
        : await knowByToken(credential, services);
      cache.put(credential, known, services.nowMs());
      return known.principal;
    },
    forgetAll: () => cache.clear(),
  };
}

async function knowByToken(token: string, { tokens, nowMs }: Services): Promise<Known> {
  if (tokens === null) throw new NotAuthenticatedError("Tokens are not accepted here; use an API key.");
  return principalFromClaims(await tokens.verifier.verify(token), tokens.rules, nowMs());
}

async function knowByApiKey(key: string, { database, sha256Hex, nowMs }: Services): Promise<Known> {
  if (keyIdOf(key) === null) throw unknownKey();
  const hash = sha256Hex(key);
  const record = await database.system("authenticate API key", (tx) => tx.findApiKeyByHash(hash));
  if (record === null || !equalInConstantTime(record.hash, hash)) throw unknownKey();
  if (record.revokedAtMs !== null) throw new NotAuthenticatedError("The API key was revoked.");
  if (record.expiresAtMs <= nowMs()) throw new NotAuthenticatedError("The API key has expired.");
  const { tenantId, owner, roles, scopes } = record;
  const subject = `${apiKeySubjectPrefix}${record.keyId}`;
  const principal = { tenantId, subject, ...(owner !== null && { person: owner }), roles, scopes };
  return { principal, expiresAtMs: record.expiresAtMs };
}

function unknownKey(): NotAuthenticatedError {
  return new NotAuthenticatedError("The API key is not known.");
}
