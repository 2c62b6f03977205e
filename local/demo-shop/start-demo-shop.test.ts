import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startDemoShop, type DemoShop } from "./start-demo-shop.ts";

let dataDir: string;
let shop: DemoShop;
const nowMs = () => Date.UTC(2026, 5, 15, 12);
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "demo-shop-"));
  shop = await startDemoShop({ port: 0, dataDir, nowMs });
});
afterEach(async () => {
  await shop.close();
  rmSync(dataDir, { recursive: true });
});

const get = async (path: string) => {
  const response = await fetch(`${shop.url}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const post = async (path: string, body: unknown, key?: string) => {
  const response = await fetch(`${shop.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(key !== undefined && { "idempotency-key": key }) },
    body: JSON.stringify(body),
  });
  const replayed = response.headers.get("idempotent-replayed");
  return { status: response.status, replayed, body: (await response.json()) as Record<string, unknown> };
};
const aReturn = { order_id: "12345", reason: "Too small" };
const anEmail = { to: "john@example.com", subject: "Hello", body: "Your return is on its way." };

describe("startDemoShop()", () => {
  test("knows orders, with days counted from now", async () => {
    expect((await get("/orders/12345")).body).toMatchObject({
      customer_id: "cust_789",
      customer_name: "John Miller",
      status: "delivered",
      delivered_at: "2026-06-03",
    });
    expect((await get("/orders?customer_id=cust_789")).body["orders"]).toHaveLength(2);
    expect((await get("/orders?customer_id=nobody")).body["orders"]).toEqual([]);
    expect((await get("/orders/404")).status).toBe(404);
  });

  test.each([
    ["12345", true, "12 days ago"],
    ["12346", false, "not been delivered"],
    ["12300", false, "45 days ago"],
    ["12350", false, "Digital"],
  ])("says whether order %s can be returned", async (orderId, eligible, reason) => {
    const { body } = await get(`/orders/${orderId}/return-eligibility`);
    expect(body).toMatchObject({ eligible, reason: expect.stringContaining(reason) });
  });

  test("creates a return once for each key", async () => {
    const first = await post("/returns", aReturn, "run/node/1");
    expect(first).toMatchObject({
      status: 201,
      replayed: null,
      body: { return_id: "RET-456", refund_usd: 89.9 },
    });
    expect(await post("/returns", aReturn, "run/node/1")).toEqual({ ...first, replayed: "true" });
    expect((await get("/returns")).body["returns"]).toHaveLength(1);
    expect(shop.attempts().map((attempt) => attempt.outcome)).toEqual(["effect", "replay"]);
  });

  test("has one effect when attempts come at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post("/emails", anEmail, "same")));
    expect(new Set(answers.map((answer) => answer.body["message_id"]))).toEqual(new Set(["msg-1"]));
    expect((await get("/emails")).body["emails"]).toHaveLength(1);
    expect(shop.attempts().filter((attempt) => attempt.outcome === "effect")).toHaveLength(1);
  });

  test("refuses a key that comes back with another body", async () => {
    await post("/emails", anEmail, "k");
    expect(await post("/emails", { ...anEmail, subject: "Other" }, "k")).toMatchObject({ status: 422 });
    expect(shop.attempts().map((attempt) => attempt.outcome)).toEqual(["effect", "refused"]);
  });

  test("refuses a second return of one order, and lets the key be tried again", async () => {
    await post("/returns", aReturn, "a");
    expect(await post("/returns", aReturn, "b")).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining("RET-456") } },
    });
    expect(await post("/returns", aReturn, "b")).toMatchObject({ status: 409 });
  });

  test.each([
    ["/returns", aReturn, undefined, 400],
    ["/returns", aReturn, "two words", 400],
    ["/returns", { ...aReturn, order_id: 7 }, "k", 400],
    ["/returns", { ...aReturn, status: "refunded" }, "k", 400],
    ["/returns", { ...aReturn, order_id: "404" }, "k", 404],
    ["/emails", { ...anEmail, to: "nobody" }, "k", 400],
    ["/nothing", {}, "k", 404],
  ])("refuses a wrong request to %s", async (path, body, key, status) => {
    expect((await post(path, body, key)).status).toBe(status);
    expect((await get("/returns")).body["returns"]).toEqual([]);
  });

  test("keeps everything when it is started again", async () => {
    const first = await post("/returns", aReturn, "k");
    await shop.close();
    shop = await startDemoShop({ port: 0, dataDir, nowMs });
    expect(await post("/returns", aReturn, "k")).toEqual({ ...first, replayed: "true" });
    expect((await get("/orders/12345/return-eligibility")).body).toMatchObject({ eligible: false });
    expect(shop.attempts()).toHaveLength(2);
  });
});
