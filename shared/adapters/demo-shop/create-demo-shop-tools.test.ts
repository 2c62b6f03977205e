import { Ajv2020 } from "ajv/dist/2020.js";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { startDemoShop, type DemoShop } from "../../../local/demo-shop/start-demo-shop.ts";
import { ToolFailedError, ToolTimeoutError, ToolUnavailableError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { ToolCallContext } from "../../contracts/tool.ts";
import { createDemoShopTools } from "./create-demo-shop-tools.ts";

const context = (over: Partial<ToolCallContext> = {}): ToolCallContext => ({
  tenantId: "t1",
  runId: "run1",
  nodePath: "act",
  idempotencyKey: "run1/act/1",
  signal: new AbortController().signal,
  ...over,
});
const named = (url: string, name: string, timeoutMs?: number) => {
  const tools = createDemoShopTools({ url, ...(timeoutMs !== undefined && { timeoutMs }) });
  return tools.find((tool) => tool.name === name)!;
};

describe("createDemoShopTools()", () => {
  let shop: DemoShop | undefined;
  let dataDir = "";
  afterEach(async () => {
    await shop?.close();
    if (dataDir !== "") rmSync(dataDir, { recursive: true });
    dataDir = "";
    shop = undefined;
  });
  const open = async () => {
    dataDir = mkdtempSync(join(tmpdir(), "shop-tools-"));
    shop = await startDemoShop({ port: 0, dataDir, nowMs: () => 0 });
    return shop;
  };

  test("answers as its schemas say", async () => {
    const { url } = await open();
    const ajv = new Ajv2020({ allowUnionTypes: true, validateFormats: false });
    const inputs: Record<string, Json> = {
      "shopify.get_order": { order_id: "#12345" },
      "shopify.list_orders": { customer_id: "cust_789" },
      "shopify.check_return": { order_id: "12345" },
      "shopify.create_return": { order_id: "#12345", reason: "Too small" },
      "shopify.refund": { order_id: "#12345", amount_usd: 20.5, reason: "Damaged" },
      "gmail.send_email": { to: "john@example.com", subject: "Hello", body: "World" },
    };
    for (const tool of createDemoShopTools({ url })) {
      const input = inputs[tool.name]!;
      expect([tool.name, ajv.validate(tool.input, input)]).toEqual([tool.name, true]);
      const output = await tool.run(input, context({ idempotencyKey: tool.name }));
      ajv.validate(tool.output!, output);
      expect([tool.name, ajv.errors]).toEqual([tool.name, null]);
      const expected = /create|send/.test(tool.name)
        ? "write"
        : tool.requiresApproval
          ? "irreversible"
          : "read";
      expect([tool.name, tool.effect]).toEqual([tool.name, expected]);
    }
  });

  test("has an effect once for each idempotency key", async () => {
    const { url, attempts } = await open();
    const tool = named(url, "gmail.send_email");
    const email = { to: "john@example.com", subject: "Hello", body: "World" };
    expect(await tool.run(email, context())).toEqual(await tool.run(email, context()));
    expect(attempts().map(({ outcome, idempotency_key }) => [outcome, idempotency_key])).toEqual([
      ["effect", "run1/act/1"],
      ["replay", "run1/act/1"],
    ]);
  });

  test("tells the shop's reason for a refusal", async () => {
    const { url } = await open();
    const order = named(url, "shopify.get_order").run({ order_id: "404" }, context());
    await expect(order).rejects.toBeInstanceOf(ToolFailedError);
    await expect(order).rejects.toThrow("There is no order with this number");
    const tooLate = named(url, "shopify.create_return").run({ order_id: "12300", reason: "Old" }, context());
    await expect(tooLate).rejects.toThrow("45 days ago");
  });

  test("cannot be led to another path by an order number", async () => {
    const { url } = await open();
    const run = named(url, "shopify.get_order").run({ order_id: "../emails" }, context());
    await expect(run).rejects.toBeInstanceOf(ToolFailedError);
  });
});

describe("createDemoShopTools() on a shop in trouble", () => {
  let server: Server;
  const listen = async (handle: RequestListener) => {
    server = createServer(handle);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each([
    [500, ToolUnavailableError],
    [503, ToolUnavailableError],
    [429, ToolUnavailableError],
    [400, ToolFailedError],
    [302, ToolFailedError],
  ])("turns status %i into its error", async (status, kind) => {
    const url = await listen((_, response) =>
      response.writeHead(status, { location: "http://x.example.com" }).end("?"),
    );
    await expect(named(url, "shopify.get_order").run({ order_id: "1" }, context())).rejects.toBeInstanceOf(
      kind,
    );
  });

  test.each([
    ["no JSON", "<html>", ToolUnavailableError],
    ["more than it should", JSON.stringify("x".repeat(2_000_000)), ToolUnavailableError],
  ])("refuses %s", async (_, body, kind) => {
    const url = await listen((_request, response) => response.end(body));
    await expect(named(url, "shopify.get_order").run({ order_id: "1" }, context())).rejects.toBeInstanceOf(
      kind,
    );
  });

  test("gives up on a shop that does not answer, or not to the end", async () => {
    const silent = await listen(() => {});
    await expect(
      named(silent, "shopify.get_order", 50).run({ order_id: "1" }, context()),
    ).rejects.toBeInstanceOf(ToolTimeoutError);
    server.closeAllConnections();
    server.close();
    const stalled = await listen((_, response) => void response.write('{"order_id":'));
    await expect(
      named(stalled, "shopify.get_order", 50).run({ order_id: "1" }, context()),
    ).rejects.toBeInstanceOf(ToolTimeoutError);
  });

  test("stops with its caller", async () => {
    const url = await listen(() => {});
    const stop = new AbortController();
    const run = named(url, "shopify.get_order").run({ order_id: "1" }, context({ signal: stop.signal }));
    stop.abort();
    await expect(run).rejects.toBeInstanceOf(ToolTimeoutError);
  });

  test("says that nobody is there", async () => {
    const url = await listen(() => {});
    server.close();
    await expect(named(url, "shopify.get_order").run({ order_id: "1" }, context())).rejects.toBeInstanceOf(
      ToolUnavailableError,
    );
  });
});
