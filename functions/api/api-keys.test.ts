import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { createApiHarness, type ApiHarness } from "../../tests/support/api-harness.ts";

let harness: ApiHarness;
const path = "/api/v1/api-keys";
const order = { name: "ci", roles: ["developer"] };
const dayMs = 24 * 3_600_000;

beforeEach(async () => {
  harness = await createApiHarness();
});

const create = async (body: object = order) => (await harness.ask("POST", path, { body })).json;
const listed = async (as: string) => (await harness.ask("GET", "/api/v1/executions", { as })).status;

describe("an API key", () => {
  test("is shown once and stored as its hash only", async () => {
    const created = await create();
    expect(created.key).toMatch(/^hil_[0-9a-f]{16}_[0-9a-f]{64}$/);
    expect(created.prefix).toBe(created.key.slice(0, 20));
    const stored = JSON.stringify([...harness.database.tables().tenants]);
    expect(stored).not.toContain(created.key.split("_")[2]);
    expect(stored).toContain(createHash("sha256").update(created.key).digest("hex"));
    const list = await harness.ask("GET", path);
    expect(list.text).not.toContain(created.key.split("_")[2]);
    expect(list.json.api_keys).toMatchObject([{ id: created.id, name: "ci", revoked_at: null }]);
  });

  test("is not stored by its Idempotency-Key either, and not shown in the replay", async () => {
    const ask = () => harness.ask("POST", path, { body: order, headers: { "Idempotency-Key": "k" } });
    const [first, second] = [await ask(), await ask()];
    expect(JSON.stringify([...harness.database.tables().tenants])).not.toContain(first.json.key);
    expect([second.status, second.json.id, second.json.key]).toEqual([201, first.json.id, undefined]);
    expect(harness.database.tables().tenants.get("acme")?.apiKeys).toHaveLength(1);
  });

  test("is whoever's who makes it, also by another of their keys", async () => {
    const as = await harness.token({ roles: ["owner"], subject: "olga" });
    const first = (await harness.ask("POST", path, { as, body: { ...order, roles: ["owner"] } })).json;
    const second = (await harness.ask("POST", path, { as: first.key, body: order })).json;
    expect([first.owner, second.owner]).toEqual(["olga", "olga"]);
    const nobodys = await harness.apiKey({ roles: ["owner"], owner: null });
    expect((await harness.ask("POST", path, { as: nobodys, body: order })).json.owner).toBeNull();
    const named = await harness.ask("POST", path, { as, body: { ...order, owner: "eve" } });
    expect(named.status).toBe(422);
  });

  test("expires after 90 days, or when it was said", async () => {
    const [usual, short] = [await create(), await create({ ...order, expires_in_days: 1 })];
    expect(Date.parse(usual.expires_at) - Date.parse(usual.created_at)).toBe(90 * dayMs);
    expect(await listed(short.key)).toBe(200);
    harness.clock.nowMs += dayMs;
    expect([await listed(short.key), await listed(usual.key)]).toEqual([401, 200]);
  });

  test("holds the scopes of its roles, or fewer", async () => {
    expect((await create({ ...order, roles: ["consumer"] })).scopes).toEqual([
      "executions:write",
      "conversations:write",
    ]);
    const narrow = await create({ ...order, roles: ["owner"], scopes: ["executions:read"] });
    expect(await listed(narrow.key)).toBe(200);
    expect((await harness.ask("GET", "/api/v1/agents", { as: narrow.key })).status).toBe(403);
  });

  test("cannot hold more than its roles", async () => {
    const body = { ...order, roles: ["consumer"], scopes: ["workflows:write", "executions:write"] };
    const answer = await harness.ask("POST", path, { body });
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, "#/scopes"]);
  });

  test("of an owner that was narrowed makes no keys and revokes none", async () => {
    const narrow = await create({ ...order, roles: ["owner"], scopes: ["executions:read"] });
    const refused = await Promise.all([
      harness.ask("POST", path, { as: narrow.key, body: { name: "wide", roles: ["owner"] } }),
      harness.ask("GET", path, { as: narrow.key }),
      harness.ask("DELETE", `${path}/${narrow.id}`, { as: narrow.key }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403]);
  });

  test("is refused at once where it was revoked, and everywhere within a minute", async () => {
    const created = await create();
    expect(await listed(created.key)).toBe(200);
    await harness.database.tenant("acme", (tx) => tx.apiKeys.revoke(created.id, harness.clock.nowMs));
    harness.clock.nowMs += 60_000;
    expect(await listed(created.key)).toBe(401);
    const second = await create();
    expect(await listed(second.key)).toBe(200);
    expect((await harness.ask("DELETE", `${path}/${second.id}`)).status).toBe(204);
    expect(await listed(second.key)).toBe(401);
    expect((await harness.ask("DELETE", `${path}/${second.id}`)).status).toBe(204);
  });

  test("that differs in its last digit is another", async () => {
    const { key } = await create();
    expect(await listed(key)).toBe(200);
    const last = key.endsWith("0") ? "1" : "0";
    expect(await listed(key.slice(0, -1) + last)).toBe(401);
  });
});
