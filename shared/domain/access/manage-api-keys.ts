import { NotAllowedError, NotFoundError } from "../../contracts/errors.ts";
import { type Principal, scopes } from "../../contracts/principal.ts";
import type { ApiKey, Database } from "../storage/ports.ts";
import { type ApiKeyOrder, issueApiKey } from "./issue-api-key.ts";
import { knownPersonOf } from "./person-of.ts";
import type { RandomHex, Sha256Hex } from "./ports.ts";

interface Services {
  database: Database;
  randomHex: RandomHex;
  sha256Hex: Sha256Hex;
  nowMs: () => number;
}

/**
 * Only an owner, and not by a credential that was narrowed to fewer scopes: else a narrow key could make itself a wide one.
 * @throws NotAllowedError
 */
function assertManagesKeys(principal: Principal): void {
  const unrestricted = scopes.every((scope) => principal.scopes.includes(scope));
  if (principal.roles.includes("owner") && unrestricted) return;
  throw new NotAllowedError("Only an owner manages API keys.");
}

/** Makes and stores a key, which is whoever's who makes it; the returned text is the only copy there will ever be. */
export async function createApiKey(
  principal: Principal,
  order: Omit<ApiKeyOrder, "tenantId" | "owner">,
  services: Services,
): Promise<{ key: string; record: ApiKey }> {
  assertManagesKeys(principal);
  const { tenantId } = principal;
  const issued = issueApiKey({ ...order, tenantId, owner: knownPersonOf(principal) }, services);
  await services.database.tenant(tenantId, (tx) => tx.apiKeys.insert(issued.record));
  return issued;
}

export async function listApiKeys(
  principal: Principal,
  services: Pick<Services, "database">,
): Promise<ApiKey[]> {
  assertManagesKeys(principal);
  return services.database.tenant(principal.tenantId, (tx) => tx.apiKeys.list());
}

/** Revokes a key; doing it again changes nothing. @throws NotFoundError */
export async function revokeApiKey(
  principal: Principal,
  keyId: string,
  services: Pick<Services, "database" | "nowMs">,
): Promise<void> {
  assertManagesKeys(principal);
  await services.database.tenant(principal.tenantId, async (tx) => {
    const known = (await tx.apiKeys.list()).some((key) => key.keyId === keyId);
    if (!known) throw new NotFoundError("There is no such API key.");
    await tx.apiKeys.revoke(keyId, services.nowMs());
  });
}
