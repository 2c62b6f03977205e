import type { Principal } from "../../contracts/principal.ts";
import type { Sha256Hex } from "./ports.ts";

/** A revoked credential works no longer than this. */
const longestMs = 30_000;
const maxEntries = 1_000;

export interface PrincipalCache {
  get(credential: string, nowMs: number): Principal | null;
  put(credential: string, entry: { principal: Principal; expiresAtMs: number }, nowMs: number): void;
  clear(): void;
}

/** Remembers who a credential stands for. Keyed by the SHA-256 of all of it: prefixes of tokens are alike. */
export function createPrincipalCache(sha256Hex: Sha256Hex): PrincipalCache {
  const entries = new Map<string, { principal: Principal; untilMs: number }>();
  return {
    get(credential, nowMs) {
      const entry = entries.get(sha256Hex(credential));
      return entry !== undefined && nowMs < entry.untilMs ? entry.principal : null;
    },
    put(credential, { principal, expiresAtMs }, nowMs) {
      const oldest = entries.keys().next().value;
      if (entries.size >= maxEntries && oldest !== undefined) entries.delete(oldest);
      entries.set(sha256Hex(credential), { principal, untilMs: Math.min(nowMs + longestMs, expiresAtMs) });
    },
    clear: () => entries.clear(),
  };
}
