import { NotAuthenticatedError } from "../../contracts/errors.ts";
import { type Principal, type Role, subjectPattern } from "../../contracts/principal.ts";
import { apiKeySubjectPrefix } from "./api-key-format.ts";
import type { SignedClaims } from "./ports.ts";
import { isRole, scopesOf } from "./role-scopes.ts";

/** What a token has to say to be accepted, and where it says who is asking. */
export interface TokenRules {
  issuer: string;
  audience: string;
  tenantClaim: string;
  rolesClaim: string;
}

/** The provider's clock may be ahead of ours by this much. */
const clockSkewMs = 5_000;
/** RFC 7519 and RFC 9068; other kinds (logout tokens, DPoP proofs) are signed by the same keys. */
const acceptedTypes = new Set(["jwt", "at+jwt", "application/at+jwt"]);

/**
 * Who is asking, by a token whose signature has been verified.
 * @throws NotAuthenticatedError unless issuer, audience, times, tenant and subject are all as they should be
 */
export function principalFromClaims(
  { type, claims }: SignedClaims,
  rules: TokenRules,
  nowMs: number,
): { principal: Principal; expiresAtMs: number } {
  if (type !== null && !acceptedTypes.has(type.toLowerCase())) throw refused("is not an access token");
  if (claims["iss"] !== rules.issuer) throw refused("comes from another issuer");
  if (!audiencesOf(claims["aud"]).includes(rules.audience)) throw refused("is for another audience");
  const expiresAtMs = readExpiry(claims, nowMs);
  const roles = readRoles(claims[rules.rolesClaim]);
  const tenantId = readIdentifier(claims[rules.tenantClaim], "tenant");
  const subject = readIdentifier(claims["sub"], "subject");
  if (subject.startsWith(apiKeySubjectPrefix)) throw refused("names a subject that is reserved");
  return { principal: { tenantId, subject, roles, scopes: scopesOf(roles) }, expiresAtMs };
}

function readExpiry(claims: SignedClaims["claims"], nowMs: number): number {
  const expiry = claims["exp"];
  const notBefore = claims["nbf"] ?? 0;
  if (typeof expiry !== "number" || !Number.isFinite(expiry)) throw refused("does not say when it expires");
  if (expiry * 1000 <= nowMs) throw refused("has expired");
  if (typeof notBefore !== "number" || notBefore * 1000 > nowMs + clockSkewMs)
    throw refused("is not valid yet");
  return expiry * 1000;
}

function audiencesOf(claim: unknown): unknown[] {
  return Array.isArray(claim) ? claim : [claim];
}

/** A list, or names with spaces between; roles of other systems are none of ours. */
function readRoles(claim: unknown): Role[] {
  const names = typeof claim === "string" ? claim.split(" ") : Array.isArray(claim) ? claim : [];
  return [...new Set(names.filter(isRole))];
}

function readIdentifier(claim: unknown, what: string): string {
  if (typeof claim !== "string" || !subjectPattern.test(claim)) throw refused(`names no ${what}`);
  return claim;
}

function refused(reason: string): NotAuthenticatedError {
  return new NotAuthenticatedError(`The token ${reason}.`);
}
