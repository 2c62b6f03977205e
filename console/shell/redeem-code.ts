import type { Session } from "../api/session.ts";

const pattern = /^#sign-in=([A-Za-z0-9_-]{1,200})$/;

/** Takes the one-time code out of the address, so that neither the history nor a bookmark keeps it. */
export function takeCode(): string | null {
  const code = pattern.exec(location.hash)?.[1] ?? null;
  if (code !== null) history.replaceState(null, "", location.pathname);
  return code;
}

/** Exchanges a code of this machine's host for credentials. Null when it is not known, or was used. */
export async function redeemCode(code: string): Promise<Session | null> {
  const response = await fetch("/console/sign-in", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code }),
  });
  if (!response.ok) return null;
  const found = (await response.json()) as { credential: string; customer_credential: string };
  return { credential: found.credential, customerCredential: found.customer_credential };
}
