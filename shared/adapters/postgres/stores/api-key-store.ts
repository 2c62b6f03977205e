import type { ApiKey, ApiKeyStore } from "../../../domain/storage/ports.ts";
import { nullableTimestamp, timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

export interface ApiKeyRow {
  tenant_id: string;
  key_id: string;
  name: string;
  prefix: string;
  hash: string;
  owner: string | null;
  roles: ApiKey["roles"];
  scopes: ApiKey["scopes"];
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
}

export function createApiKeyStore(query: Query): ApiKeyStore {
  return {
    async insert(key) {
      await query(
        `insert into api_keys
           (tenant_id, key_id, name, prefix, hash, owner, roles, scopes, created_at, expires_at, revoked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          key.tenantId,
          key.keyId,
          key.name,
          key.prefix,
          key.hash,
          key.owner,
          jsonText(key.roles),
          jsonText(key.scopes),
          timestamp(key.createdAtMs),
          timestamp(key.expiresAtMs),
          nullableTimestamp(key.revokedAtMs),
        ],
      );
    },

    async list() {
      const rows = await query<ApiKeyRow>("select * from api_keys order by created_at, key_id");
      return rows.map(apiKeyOf);
    },

    async revoke(keyId, atMs) {
      const rows = await query(
        "update api_keys set revoked_at = $2 where key_id = $1 and revoked_at is null returning key_id",
        [keyId, timestamp(atMs)],
      );
      return rows.length === 1;
    },
  };
}

export function apiKeyOf(row: ApiKeyRow): ApiKey {
  return {
    keyId: row.key_id,
    tenantId: row.tenant_id,
    name: row.name,
    prefix: row.prefix,
    hash: row.hash,
    owner: row.owner,
    roles: row.roles,
    scopes: row.scopes,
    createdAtMs: row.created_at,
    expiresAtMs: row.expires_at,
    revokedAtMs: row.revoked_at,
  };
}
