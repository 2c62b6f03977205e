import type { Context, MiddlewareHandler } from "hono";
import { NotAuthenticatedError } from "../../../shared/contracts/errors.ts";
import type { Authenticator } from "../../../shared/domain/access/authenticator.ts";
import type { ApiEnv } from "../api-env.ts";

const bearer = /^Bearer +(\S+)$/i;
const maxLength = 8_192;

/** Lets in who shows a credential that verifies, and nobody else; requests for which `needsNone` holds need none. */
export function authenticate(
  authenticator: Authenticator,
  needsNone: (c: Context<ApiEnv>) => boolean,
): MiddlewareHandler<ApiEnv> {
  return async function authenticate(c, next) {
    if (!needsNone(c)) {
      const credential = credentialOf(c);
      if (credential === null) throw new NotAuthenticatedError("Send an API key or a token.");
      c.set("principal", await authenticator.authenticate(credential));
    }
    await next();
  };
}

/**
 * The one credential of a request: `Authorization: Bearer` or `X-Api-Key`.
 * @throws NotAuthenticatedError for one that cannot be read, or two
 */
export function credentialOf(c: Context<ApiEnv>): string | null {
  const authorization = c.req.header("Authorization");
  const apiKey = c.req.header("X-Api-Key");
  if (authorization !== undefined && apiKey !== undefined)
    throw new NotAuthenticatedError("Send one credential.");
  if (authorization === undefined && apiKey === undefined) return null;
  const credential = apiKey ?? bearer.exec(authorization ?? "")?.[1];
  if (!credential || credential.length > maxLength)
    throw new NotAuthenticatedError("The credential cannot be read.");
  return credential;
}
