import type { KeyOrder } from "../../shared/contracts/release.ts";
import { issueApiKey } from "../../shared/domain/access/issue-api-key.ts";
import { nowMs, randomHex, sha256Hex } from "../../shared/services/clock.ts";
import { database } from "../../shared/services/database.ts";

/** Makes an API key for whoever may invoke this function. The answer is the only copy there will ever be. */
export async function issueKey({ expiresInDays, ...order }: KeyOrder) {
  const days = expiresInDays === undefined ? {} : { expiresInDays };
  const { key, record } = issueApiKey({ ...order, ...days }, { randomHex, sha256Hex, nowMs });
  await database().tenant(record.tenantId, (tx) => tx.apiKeys.insert(record));
  return { key, key_id: record.keyId, expires_at: new Date(record.expiresAtMs).toISOString() };
}
