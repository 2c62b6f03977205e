import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { issueApiKey } from "../shared/domain/access/issue-api-key.ts";
import type { Database } from "../shared/domain/storage/ports.ts";
import { nowMs, randomHex, sha256Hex } from "../shared/services/clock.ts";
import { developmentTenant } from "./environment.ts";

/** Who works on this machine; `hil login` names the same person unless it is told another. */
const developer = "developer";

/**
 * The development API key of this data directory: an owner's key, made once, in a file that only its owner can read. One
 * that the database does not know (any more), or that does not say whose it is, is replaced.
 */
export async function openDevApiKey(dataDir: string, database: Database): Promise<string> {
  const file = join(dataDir, "dev-api-key");
  const kept = existsSync(file) ? readFileSync(file, "utf8") : null;
  if (kept !== null && (await isGood(database, kept))) return kept;
  const owner = { owner: developer, roles: ["owner" as const] };
  const order = { tenantId: developmentTenant, name: "development", ...owner };
  const { key, record } = issueApiKey(order, { randomHex, sha256Hex, nowMs });
  await database.tenant(developmentTenant, (tx) => tx.apiKeys.insert(record));
  writeFileSync(file, key, { mode: 0o600 });
  return key;
}

async function isGood(database: Database, key: string): Promise<boolean> {
  const record = await database.system("check the development key", (tx) =>
    tx.findApiKeyByHash(sha256Hex(key)),
  );
  return record?.owner != null && record.revokedAtMs === null && record.expiresAtMs > nowMs();
}
