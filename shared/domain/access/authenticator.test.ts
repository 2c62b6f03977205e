import { createHash, randomBytes } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { createMemoryDatabase, type MemoryDatabase } from "../../../tests/support/memory-database.ts";
import { type Authenticator, createAuthenticator } from "./authenticator.ts";
import { issueApiKey } from "./issue-api-key.ts";
import type { SignedClaims } from "./ports.ts";

const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");
const randomHex = (byteCount: number) => randomBytes(byteCount).toString("hex");
const rules = { issuer: "i", audience: "a", tenantClaim: "tenant", rolesClaim: "roles" };

let clock: { nowMs: number };
let database: MemoryDatabase;
let verified: string[];
let authenticator: Authenticator;
const nowMs = () => clock.nowMs;

/** A provider that takes a token's last part for the subject's name. */
async function verify(token: string): Promise<SignedClaims> {
  verified.push(token);
  const sub = token.split(".").at(-1);
  const exp = clock.nowMs / 1000 + 20;
  return { type: null, claims: { iss: "i", aud: "a", exp, sub, tenant: "acme", roles: ["owner"] } };
}

beforeEach(() => {
  clock = { nowMs: 1_700_000_000_000 };
  database = createMemoryDatabase();
  verified = [];
  authenticator = createAuthenticator({
    database,
    tokens: { verifier: { verify }, rules },
    sha256Hex,
    nowMs,
  });
});

describe("tokens", () => {
  test("that begin alike are told apart", async () => {
    const start = "e".repeat(400);
    const subjects = [`${start}.mary`, `${start}.fred`].map(
      async (token) => (await authenticator.authenticate(token)).subject,
    );
    expect(await Promise.all(subjects)).toEqual(["mary", "fred"]);
  });

  test("are verified again after half a minute, and never known longer than they live", async () => {
    await authenticator.authenticate("x.mary");
    await authenticator.authenticate("x.mary");
    expect(verified).toHaveLength(1);
    clock.nowMs += 20_000;
    await authenticator.authenticate("x.mary");
    expect(verified).toHaveLength(2);
  });

  test("are refused where no identity provider is configured", async () => {
    const keysOnly = createAuthenticator({ database, tokens: null, sha256Hex, nowMs });
    await expect(keysOnly.authenticate("x.mary")).rejects.toThrow("use an API key");
  });
});

describe("API keys", () => {
  async function store(order: { expiresInDays?: number; owner?: string | null } = {}) {
    const issued = issueApiKey(
      { tenantId: "acme", name: "ci", owner: "ann", roles: ["developer"], ...order },
      { randomHex, sha256Hex, nowMs },
    );
    await database.tenant("acme", (tx) => tx.apiKeys.insert(issued.record));
    return issued;
  }

  test("stand for their tenant and the person whose they are, with a subject of their own", async () => {
    const { key, record } = await store();
    expect(await authenticator.authenticate(key)).toEqual({
      tenantId: "acme",
      subject: `api-key:${record.keyId}`,
      person: "ann",
      roles: ["developer"],
      scopes: record.scopes,
    });
  });

  test("from before they said whose they are stand for nobody", async () => {
    const { key } = await store({ owner: null });
    expect(await authenticator.authenticate(key)).not.toHaveProperty("person");
  });

  test("work at most half a minute longer than their revocation", async () => {
    const { key, record } = await store();
    await authenticator.authenticate(key);
    await database.tenant("acme", (tx) => tx.apiKeys.revoke(record.keyId, nowMs()));
    clock.nowMs += 30_000;
    await expect(authenticator.authenticate(key)).rejects.toThrow("revoked");
  });

  test("end with their last day, remembered or not", async () => {
    const { key } = await store({ expiresInDays: 1 });
    clock.nowMs += 24 * 3_600_000 - 1;
    await authenticator.authenticate(key);
    clock.nowMs += 1;
    await expect(authenticator.authenticate(key)).rejects.toThrow("expired");
  });

  test("are forgotten when asked", async () => {
    const { key, record } = await store();
    await authenticator.authenticate(key);
    await database.tenant("acme", (tx) => tx.apiKeys.revoke(record.keyId, nowMs()));
    authenticator.forgetAll();
    await expect(authenticator.authenticate(key)).rejects.toThrow("revoked");
  });

  test("need the database, and say so", async () => {
    const { key } = await store();
    database.setUnavailable(true);
    await expect(authenticator.authenticate(key)).rejects.toMatchObject({ name: "DatabaseUnavailableError" });
  });

  test("are 256 random bits", async () => {
    const keys = await Promise.all(Array.from({ length: 50 }, async () => (await store()).key));
    expect(new Set(keys.map((key) => key.split("_")[2])).size).toBe(50);
    for (const key of keys) expect(key.split("_")[2]).toMatch(/^[0-9a-f]{64}$/);
  });
});
