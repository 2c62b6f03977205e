import { describe, expect, test } from "vitest";
import { ConflictError, InvalidInputError } from "../../../shared/contracts/errors.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { sampleApiKey, startMs } from "./samples.ts";

export function testApiKeys(get: GetDatabase): void {
  describe("API keys", () => {
    const find = (hash: string) => get().database.system("find a key", (tx) => tx.findApiKeyByHash(hash));

    test("finds a key by its hash whatever its tenant is", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const key = sampleApiKey(tenantId);
      await inTenant((tx) => tx.apiKeys.insert(key));
      expect(await find(key.hash)).toEqual(key);
      expect(await find("0".repeat(64))).toBeNull();
      expect(await find("' or true --")).toBeNull();
    });

    test("lists a tenant's keys and revokes one once", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const [first, second] = [
        sampleApiKey(tenantId),
        sampleApiKey(tenantId, { createdAtMs: startMs + 1, roles: [], owner: null }),
      ];
      await inTenant((tx) => tx.apiKeys.insert(second));
      await inTenant((tx) => tx.apiKeys.insert(first));
      expect(await inTenant((tx) => tx.apiKeys.list())).toEqual([first, second]);
      expect(await inTenant((tx) => tx.apiKeys.revoke(first.keyId, startMs + 2))).toBe(true);
      expect(await inTenant((tx) => tx.apiKeys.revoke(first.keyId, startMs + 3))).toBe(false);
      expect((await find(first.hash))?.revokedAtMs).toBe(startMs + 2);
    });

    test("cannot revoke, list or replace another tenant's key", async () => {
      const [owner, other] = [tenantOf(get), tenantOf(get)];
      const key = sampleApiKey(owner.tenantId);
      await owner.with((tx) => tx.apiKeys.insert(key));
      expect(await other.with((tx) => tx.apiKeys.revoke(key.keyId, startMs))).toBe(false);
      expect(await other.with((tx) => tx.apiKeys.list())).toEqual([]);
      const copy = { ...key, tenantId: other.tenantId };
      await expect(other.with((tx) => tx.apiKeys.insert(copy))).rejects.toThrow(ConflictError);
      expect(await find(key.hash)).toEqual(key);
    });

    test("stores hashes only", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const key = sampleApiKey(tenantId, { hash: "hil_the_key_itself" });
      await expect(inTenant((tx) => tx.apiKeys.insert(key))).rejects.toThrow(InvalidInputError);
    });
  });
}
