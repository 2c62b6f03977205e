import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import type { Role } from "../shared/contracts/principal.ts";

/** The development issuer: an OIDC issuer for one machine. Its private key stays in the data directory. */
export interface DevIssuer {
  /** The public keys, as a JWKS endpoint serves them. */
  jwks: { keys: JWK[] };
  sign(person: { subject: string; roles: Role[]; tenantId: string; hours: number }): Promise<string>;
}

export const devIssuerUrl = "http://hil.localhost/dev-issuer";
export const devAudience = "hil";
const algorithm = "ES256";

export async function openDevIssuer(dataDir: string): Promise<DevIssuer> {
  const file = join(dataDir, "dev-issuer.json");
  if (!existsSync(file)) {
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
    const jwk = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg: algorithm, use: "sig" };
    writeFileSync(file, JSON.stringify(jwk), { mode: 0o600 });
  }
  const secret = JSON.parse(readFileSync(file, "utf8")) as JWK;
  const key = await importJWK(secret, algorithm);
  const { d: _private, ...publicKey } = secret;
  return {
    jwks: { keys: [publicKey] },
    sign: ({ subject, roles, tenantId, hours }) =>
      new SignJWT({ hil_tenant: tenantId, hil_roles: roles })
        .setProtectedHeader({ alg: algorithm, kid: String(secret.kid) })
        .setIssuer(devIssuerUrl)
        .setAudience(devAudience)
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime(`${hours}h`)
        .sign(key),
  };
}
