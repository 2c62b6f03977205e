import { InvalidFieldsError } from "../../contracts/field-problems.ts";
import { defaultKeyDays } from "../../contracts/api/api-keys.ts";
import type { Role, Scope } from "../../contracts/principal.ts";
import type { ApiKey } from "../storage/ports.ts";
import { apiKeyStart, apiKeySubjectPrefix } from "./api-key-format.ts";
import type { RandomHex, Sha256Hex } from "./ports.ts";
import { scopesOf } from "./role-scopes.ts";

const dayMs = 24 * 3600 * 1000;

export interface ApiKeyOrder {
  tenantId: string;
  name: string;
  /** Person whose key it is: approvals tell persons apart, not keys. Null where a key that says nothing makes another. */
  owner: string | null;
  roles: Role[];
  /** Default: all that the roles imply. */
  scopes?: Scope[] | undefined;
  expiresInDays?: number;
}

/**
 * Makes a new API key: the text for its holder and the record to store, which holds its hash only.
 * @throws InvalidFieldsError when a scope is asked for that the roles do not imply, or a key is to own it
 */
export function issueApiKey(
  order: ApiKeyOrder,
  services: { randomHex: RandomHex; sha256Hex: Sha256Hex; nowMs: () => number },
): { key: string; record: ApiKey } {
  const implied = scopesOf(order.roles);
  const scopes = order.scopes ?? implied;
  const excess = scopes.filter((scope) => !implied.includes(scope));
  if (excess.length > 0) {
    const detail = `the roles do not imply ${excess.join(", ")}`;
    throw new InvalidFieldsError("A key cannot do more than its roles.", [{ pointer: "#/scopes", detail }]);
  }
  if (order.owner?.startsWith(apiKeySubjectPrefix) === true) {
    const detail = "is a key's subject, not a person's";
    throw new InvalidFieldsError("A person owns a key.", [{ pointer: "#/owner", detail }]);
  }
  const keyId = services.randomHex(8);
  const prefix = `${apiKeyStart}${keyId}`;
  const key = `${prefix}_${services.randomHex(32)}`;
  const createdAtMs = services.nowMs();
  const record: ApiKey = {
    keyId,
    tenantId: order.tenantId,
    name: order.name,
    prefix,
    hash: services.sha256Hex(key),
    owner: order.owner,
    roles: order.roles,
    scopes,
    createdAtMs,
    expiresAtMs: createdAtMs + (order.expiresInDays ?? defaultKeyDays) * dayMs,
    revokedAtMs: null,
  };
  return { key, record };
}
